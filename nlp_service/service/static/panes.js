// Two texts beside each other: they scroll together from passage to passage; a click on a passage shows its twin.
const panes = [...document.querySelectorAll("#panes .pane")];
const marks = panes.map((pane) => [...pane.querySelectorAll("mark[data-n]")]);
let leader = null;
let release;

const top = (pane, mark) => mark.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop;
const START = 40; // letters by which a run is known again where the two differ further on
const twins = new Map();

// A passage may run over many paragraphs, which need not come in the same order: the twin of a run is the run of the same
// passage that says the same, or begins the same, or stands as far into the passage.
function twinOf(side, mark) {
  if (!twins.has(mark)) {
    const [own, others] = [side, 1 - side].map((s) => marks[s].filter((m) => m.dataset.n === mark.dataset.n));
    const text = mark.textContent;
    const begin = text.slice(0, START);
    const place = Math.floor((own.indexOf(mark) / Math.max(1, own.length)) * others.length);
    twins.set(mark, others.find((m) => m.textContent === text)
      ?? others.find((m) => m.textContent.includes(begin) || text.includes(m.textContent.slice(0, START)))
      ?? others[place]);
  }
  return twins.get(mark);
}

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
    if (!twinOf(side, mark)) continue;
    const distance = Math.abs(top(pane, mark) - middle);
    if (!nearest || distance < nearest.distance) nearest = { mark, distance };
  }
  if (!nearest || nearest.distance > pane.clientHeight) {
    const share = pane.scrollTop / Math.max(1, pane.scrollHeight - pane.clientHeight);
    other.scrollTop = share * (other.scrollHeight - other.clientHeight);
    return;
  }
  const twin = twinOf(side, nearest.mark);
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
    const twin = twinOf(side, mark);
    if (twin) panes[1 - side].scrollTop = top(panes[1 - side], twin) - (top(pane, mark) - pane.scrollTop);
  });
});
