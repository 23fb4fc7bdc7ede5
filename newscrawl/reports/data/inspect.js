(() => {
  const frame = $("#frame"), step = $("#step"), cards = $$("#removed .card[data-f=removed]");
  const roots = () => [document, ...(frame && frame.contentDocument ? [frame.contentDocument] : [])];
  const named = (number) => roots().flatMap((root) => $$(`[data-n~="${number}"]`, root));
  const numbersAt = (target) => {
    const at = target && target.closest ? target.closest("[data-n]") : null;
    return at ? at.dataset.n.split(" ") : [];
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  let chosen = -1;

  const unmark = (name) => roots().forEach((root) => $$("." + name, root).forEach((one) => one.classList.remove(name)));
  // scrolls the pane alone, never the document around it
  const bring = (element, block) => {
    const inFrame = element.ownerDocument !== document;
    const pane = inFrame ? element.ownerDocument.scrollingElement : element.closest(".pane");
    if (!pane || (!inFrame && pane.scrollHeight <= pane.clientHeight)) return;
    const box = element.getBoundingClientRect();
    const top = inFrame ? 0 : pane.getBoundingClientRect().top, height = pane.clientHeight;
    if (block !== "center" && box.top >= top && box.bottom <= top + height) return;
    pane.scrollBy({ top: box.top - top - (height - Math.min(box.height, height)) / 2, behavior: calm });
  };
  const hover = (event) => {
    unmark("on");
    const numbers = numbersAt(event.target);
    const here = event.target.closest ? event.target.closest("[data-n]") : null;
    const closed = (one) => one.closest("details:not([open])");
    numbers.flatMap(named).forEach((one) => {
      one.classList.add("on");
      if (one.ownerDocument !== here.ownerDocument || one.closest("section") !== here.closest("section")) {
        if (!closed(one)) bring(one, "nearest");
      }
    });
  };
  const visible = () => cards.filter((card) => !card.hidden);
  const choose = (index, focus) => {
    const shown = visible();
    if (!shown.length) return;
    chosen = (index + shown.length) % shown.length;
    const card = shown[chosen];
    unmark("chosen");
    numbersAt(card).flatMap(named).forEach((one) => { one.classList.add("chosen"); bring(one, "center"); });
    cards.forEach((one) => one.removeAttribute("aria-current"));
    card.setAttribute("aria-current", "true");
    step.textContent = `${chosen + 1} of ${shown.length}`;
    if (focus) card.focus({ preventScroll: innerWidth >= 1120 });
  };
  const letGo = () => {
    unmark("chosen"); unmark("on"); chosen = -1;
    cards.forEach((one) => one.removeAttribute("aria-current"));
    step.textContent = cards.length ? `${visible().length} removed` : "none removed";
  };
  const pick = (event) => {
    const numbers = numbersAt(event.target);
    const index = visible().findIndex((card) => numbers.includes(card.dataset.n));
    if (index >= 0) { choose(index, !event.target.closest(".card")); return; }
    unmark("chosen");
    numbers.flatMap(named).forEach((one) => { one.classList.add("chosen"); bring(one, "nearest"); });
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "n") choose(chosen + 1, true);
    else if (event.key === "k" || event.key === "p") choose(chosen < 0 ? -1 : chosen - 1, true);
    else if (event.key === "l" && $("#left")) $("#left").open = !$("#left").open;
    else if (event.key === "Escape") letGo();
    else return;
    event.preventDefault();
  };
  const listen = (root) => {
    root.addEventListener("pointerover", hover);
    root.addEventListener("pointerout", () => unmark("on"));
    root.addEventListener("click", pick);
    root.addEventListener("keydown", key);
  };
  listen(document);
  const ready = () => { if (frame.contentDocument && frame.contentDocument.body) listen(frame.contentDocument); };
  if (frame) {
    if (frame.contentDocument && frame.contentDocument.readyState === "complete" && $("[data-n], body > *", frame.contentDocument)) ready();
    else frame.addEventListener("load", ready);
  }
  $("#next").addEventListener("click", () => choose(chosen + 1, true));
  $("#before").addEventListener("click", () => choose(chosen < 0 ? -1 : chosen - 1, true));
  $$("#categories input").forEach((box) => box.addEventListener("change", () => {
    const wanted = new Set($$("#categories input:checked").map((one) => one.value));
    cards.forEach((card) => { card.hidden = !wanted.has(card.dataset.c); });
    letGo();
  }));
  letGo();
})();
