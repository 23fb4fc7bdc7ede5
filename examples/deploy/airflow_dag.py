"""A nightly crawl as a DAG of Airflow 3: crawl, judge, export.

The crawl keeps its own queue and memory, so a task is one command; one that is tried again takes
its run up. Airflow's workers need newscrawl on their PATH, and a folder that outlives them.
"""

from datetime import datetime, timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = "/srv/newscrawl"
"""Made by ``newscrawl init``: sources, settings, output."""

with DAG(
    "newscrawl",
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # a crawl brings what is there today, not what was there then
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=10), "cwd": PROJECT},
) as dag:
    crawl = BashOperator(
        task_id="crawl",
        # 3: some pages could not be fetched; 5: a budget is spent. The next night goes on.
        bash_command="newscrawl site --sources sources.toml --time 5h || [ $? -eq 3 -o $? -eq 5 ]",
        execution_timeout=timedelta(hours=6),
    )
    judge = BashOperator(
        task_id="judge", bash_command="newscrawl report -o report.html && newscrawl state health"
    )
    export = BashOperator(
        task_id="export",
        bash_command="newscrawl dedup output -o duplicates-{{ ds }}.jsonl && newscrawl export output"
        " --to parquet -o dataset-{{ ds }} --latest --duplicates duplicates-{{ ds }}.jsonl",
    )
    crawl >> [judge, export]
