"""Credit lines: who wrote, and who did something else."""

import pytest

from newscrawl.extract.metadata.credits import (
    credited,
    has_reporter_behind,
    is_credit,
    is_writer_label,
    japanese_names,
    labels_in_front,
    signed_names,
    spaceless_names,
)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("Text: Ann Lee Foto: Bo Ek", "Ann Lee", id="de"),
        pytest.param("Foto: Bo Ek Text: Ann Lee", "Ann Lee", id="de-turned"),
        pytest.param("Text: Ann Lee und Foto: Bo Ek", "Ann Lee", id="de-joint"),
        pytest.param(
            "Text: Ann Lee; Bericht: Cy Fox", "Ann Lee, Cy Fox", id="two labels of writers"
        ),
        pytest.param("Текст: Анна Петрова Фото: Иван Орлов", "Анна Петрова", id="ru"),
        pytest.param("文・北川真理 写真・高木修", "北川真理", id="ja"),
        pytest.param("글 김철수 사진 이영희", "김철수", id="ko"),
        pytest.param("เรื่อง: อรทัย ใจดี ภาพ: สมชาย ดีงาม", "อรทัย ใจดี", id="th"),
        pytest.param("تقرير: محمد حسن تصوير: علي كريم", "محمد حسن", id="ar"),
        pytest.param("लेखक – अनिता शर्मा", "अनिता शर्मा", id="hi, a dash after the label"),
        pytest.param("Ann Lee Foto: Bo Ek", "Ann Lee", id="before a label of others"),
        pytest.param("来源：新报", "", id="zh, others alone"),
        pytest.param("By Ann Lee - Town", "By Ann Lee - Town", id="no label"),
        pytest.param("김철수 기자 = 다리가 열렸다", "김철수 기자", id="ko, text of an agency"),
    ],
)
def test_a_credit_line_gives_its_writers(line: str, names: str) -> None:
    """The names of a label reach to the next one."""
    assert credited(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("文 北川真理", "北川真理"),
        ("写真 高木修", ""),
        ("撮影 高木修", ""),
        ("图 李明明", ""),
        ("글 김철수", "김철수"),
        ("사진 이영희", ""),
        ("그래픽 이영희", ""),
        ("영상 이영희", ""),
        ("记者 王芳", "王芳"),
        ("编辑 李明", ""),
        ("文＝王芳", "王芳"),
        ("作者｜王芳", "王芳"),
        ("文丨王芳", "王芳"),
        ("文╱王芳", "王芳"),
        ("Հեղինակ՝ Անի", "Անի"),
        ("כתב - דנה לוי", "דנה לוי"),
    ],
)
def test_the_ends_of_labels(line: str, names: str) -> None:
    """A mark, or a space after the labels that are written without one."""
    assert credited(line) == names


@pytest.mark.parametrize(
    ("line", "turned"),
    [
        pytest.param("Ann Lee (Text)", "Text: Ann Lee", id="de"),
        pytest.param("王芳/文 李明/图", "文: 王芳 图: 李明", id="zh"),
        pytest.param("Ann Lee (Town)", "Ann Lee (Town)", id="a place"),
    ],
)
def test_labels_after_a_name_are_put_before_it(line: str, turned: str) -> None:
    """What is in brackets after a name, and is no label, stays."""
    assert labels_in_front(line) == turned


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Text: Ann Lee", True),
        ("Ann Lee (Text)", True),
        ("作者：王芳", True),
        ("本报记者 王芳", True),
        ("Foto: Bo Ek", False),
        ("来源：新报", False),
        ("The text of the treaty is known", False),
    ],
)
def test_a_credit_has_a_label_of_writers(line: str, is_one: bool) -> None:
    """A label of others alone makes none."""
    assert is_credit(line) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Autor", True),
        (" 作者： ", True),
        ("Text und Fotos", True),
        ("Foto", False),
        ("Author Ann", False),
    ],
)
def test_a_label_of_writers_is_nothing_else(text: str, is_one: bool) -> None:
    """A label with a name after it is no label alone."""
    assert is_writer_label(text) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("김철수 기자", True),
        ("[김철수 기자] 2026.11.24", True),
        ("기자 김철수", True),
        ("山田太郎記者", True),
        ("김철수", False),
        ("Ann Lee, 기자", False),
    ],
)
def test_the_task_of_a_reporter_is_after_the_name(line: str, is_one: bool) -> None:
    """Only in short lines of Chinese, Japanese or Korean."""
    assert has_reporter_behind(line) is is_one


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("新报记者 王芳 李明", ["王芳", "李明"], id="zh"),
        pytest.param("新报记者王芳", ["王芳"], id="zh, no space"),
        pytest.param("新报记者大桥", [], id="zh, no surname after the task"),
        pytest.param("本报讯 王芳 摄", [], id="zh, a photographer"),
        pytest.param("김철수·이영희 기자", ["김철수", "이영희"], id="ko"),
        pytest.param("새소식 김철수", ["김철수"], id="ko, an outlet before it"),
        pytest.param("中村 真子", ["中村 真子"], id="ja, a space within a name"),
        pytest.param("编辑部", [], id="zh, nobody"),
    ],
)
def test_names_without_spaces_are_told_apart(line: str, names: list[str]) -> None:
    """Surnames and marks tell where a name ends."""
    assert list(spaceless_names(line)) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("【山田太郎】", ("山田太郎",)),
        ("【山田太郎、鈴木花子】", ("山田太郎", "鈴木花子")),
        ("青石支局・山田太郎", ("山田太郎",)),
        ("山田太郎 記者", ("山田太郎",)),
        ("【山田太郎、緊急事態】", ()),
        ("【福島第一】", ()),
        ("山田太郎", ()),
    ],
)
def test_a_signature_in_japanese_has_surnames(line: str, names: tuple[str, ...]) -> None:
    """One word among the names makes all of them doubtful."""
    assert japanese_names(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("大家剪出了两字。（常书香 马丹阳 ）", ("常书香", "马丹阳")),
        ("（王芳）", ("王芳",)),
        ("他去了北京（中国）", ()),
        ("大桥开放。（大桥 王芳）", ()),
    ],
)
def test_a_signature_in_chinese_ends_the_text(line: str, names: tuple[str, ...]) -> None:
    """Brackets within a sentence hold something else."""
    assert signed_names(line) == names
