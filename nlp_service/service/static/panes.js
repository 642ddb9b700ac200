// Two texts beside each other: they scroll together from passage to passage; a click on a passage shows its twin.
const panes = [...document.querySelectorAll("#panes .pane")];
const marks = panes.map((pane) => [...pane.querySelectorAll("mark[data-n]")]);
let leader = null;
let release;

const top = (pane, mark) => mark.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
const first = (side, n) => marks[side].find((m) => m.dataset.n === n);

function lead(side) {
  leader = side;
  clearTimeout(release);
  release = setTimeout(() => { leader = null; }, 200);
}

function keepBeside(side) {
  const [pane, other] = [panes[side], panes[1 - side]];
  const middle = pane.scrollTop + pane.clientHeight / 3;
  let nearest = null;
  for (const mark of marks[side]) {
    if (!first(1 - side, mark.dataset.n)) continue;
    const distance = Math.abs(top(pane, mark) - middle);
    if (!nearest || distance < nearest.distance) nearest = { mark, distance };
  }
  if (!nearest || nearest.distance > pane.clientHeight) {
    const share = pane.scrollTop / Math.max(1, pane.scrollHeight - pane.clientHeight);
    other.scrollTop = share * (other.scrollHeight - other.clientHeight);
    return;
  }
  const twin = first(1 - side, nearest.mark.dataset.n);
  other.scrollTop = top(other, twin) - (top(pane, nearest.mark) - pane.scrollTop);
}

panes.forEach((pane, side) => {
  pane.addEventListener("scroll", () => {
    if (leader === 1 - side) return;
    lead(side);
    keepBeside(side);
  }, { passive: true });
  pane.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-n]");
    if (!mark) return;
    for (const m of marks.flat()) m.classList.toggle("on", m.dataset.n === mark.dataset.n);
    lead(side);
    const twin = first(1 - side, mark.dataset.n);
    if (twin) panes[1 - side].scrollTop = top(panes[1 - side], twin) - (top(pane, mark) - pane.scrollTop);
  });
});
