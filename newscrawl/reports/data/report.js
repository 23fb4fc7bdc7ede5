(() => {
  const data = JSON.parse($("#data").textContent), STEP = 200, tables = {};
  const LONG = new Set(["title", "url", "message", "inspect", "what is wrong"]);
  const node = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const link = (text, url) => {
    if (!/^https?:\/\//i.test(url)) return document.createTextNode(text);
    const made = node("a", text);
    made.href = url; made.rel = "noreferrer noopener";
    return made;
  };
  const cell = (table, row, place) => {
    const value = row[place], made = node("td", undefined, typeof value === "number" ? "n" : "");
    const column = data[table].columns[place];
    if (LONG.has(column)) made.className = "long";
    if (column === "url") made.append(link(value, value));
    else if (column === "title") { made.append(link(value, row[8])); made.dir = "auto"; }
    else if (column === "inspect") made.append(node("code", value));
    else made.textContent = typeof value === "number" ? value.toLocaleString("en") : value;
    return made;
  };
  $$("[data-table]").forEach((section) => {
    const name = section.dataset.table, { columns, rows } = data[name];
    const table = $("table", section), head = table.createTHead().insertRow(), body = table.createTBody();
    const box = $("input", section), count = $(".count", section), more = $(".more", section);
    let order = null, up = false, limit = STEP;
    const texts = rows.map((row) => row.join(" ").toLowerCase());
    const tokens = rows.map((row) => ` ${name === "articles" ? row[7] : row[row.length - 1]} `.toLowerCase());
    const draw = () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (i) => words.every((w) => (w.includes(":") && !w.includes("//") ? tokens[i].includes(` ${w} `) : texts[i].includes(w)));
      const found = rows.map((_, i) => i).filter(fits);
      if (order !== null) found.sort((a, b) => {
        const x = rows[a][order], y = rows[b][order];
        const way = typeof x === "number" ? x - y : String(x).localeCompare(String(y));
        return up ? way : -way;
      });
      body.replaceChildren(...found.slice(0, limit).map((i) => {
        const line = node("tr");
        line.append(...columns.map((_, place) => cell(name, rows[i], place)));
        return line;
      }));
      count.textContent = `${found.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
      more.hidden = found.length <= limit;
    };
    columns.forEach((column, place) => {
      const th = node("th"), button = node("button", column);
      th.scope = "col"; button.type = "button";
      button.addEventListener("click", () => {
        up = order === place ? !up : typeof (rows[0] || [])[place] !== "number";
        order = place;
        $$("th", head).forEach((one) => one.removeAttribute("aria-sort"));
        th.setAttribute("aria-sort", up ? "ascending" : "descending");
        draw();
      });
      th.append(button); head.append(th);
    });
    box.addEventListener("input", () => { limit = STEP; draw(); });
    more.addEventListener("click", () => { limit += 5 * STEP; draw(); });
    tables[name] = (words) => { box.value = words; limit = STEP; draw(); section.scrollIntoView(); box.focus({ preventScroll: true }); };
    draw();
  });
  $$("[data-find]").forEach((one) => one.addEventListener("click", () => {
    tables[one.dataset.find.startsWith("reason:") ? "missed" : "articles"](one.dataset.find);
  }));
})();
