// Dropping dossiers: files, folders, archives; each dossier is sent by itself and followed to its end.
import { follow, pageOf } from "./progress.js";

const form = document.getElementById("intake");
const drop = document.getElementById("drop");
const files = document.getElementById("files");
const folder = document.getElementById("folder");
const chosen = document.getElementById("chosen");
const list = document.getElementById("progress");
const STEPS = ["queued", "read", "segment", "structure", "classify", "rules", "compare", "keep", "done"];
const stageNames = JSON.parse(document.getElementById("stage-names").textContent);
let picked = []; // {file, path}

const pick = (entries) => {
  picked = entries;
  chosen.textContent = entries.length > 3
    ? `${entries.slice(0, 3).map((e) => e.path).join(", ")} … (${entries.length})`
    : entries.map((e) => e.path).join(", ");
};
const listed = (input) => [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
files.addEventListener("change", () => pick(listed(files)));
folder.addEventListener("change", () => pick(listed(folder)));

async function walk(entry, prefix = "") {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: prefix + file.name }];
  }
  const reader = entry.createReader();
  const children = [];
  for (;;) { // readEntries gives at most a hundred at a time
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!batch.length) break;
    children.push(...batch);
  }
  return (await Promise.all(children.map((child) => walk(child, `${prefix}${entry.name}/`)))).flat();
}

for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  pick(entries.length ? (await Promise.all(entries.map((e) => walk(e)))).flat() : listed(event.dataTransfer));
  submit();
});
form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });

function dossiers(mode) {
  if (mode !== "each") return [picked];
  const groups = new Map();
  picked.forEach((entry, i) => {
    const slash = entry.path.indexOf("/");
    const key = slash > 0 ? entry.path.slice(0, slash + 1) : String(i);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  });
  return [...groups.values()];
}

async function submit() {
  if (!picked.length) return;
  const wishes = new FormData(form);
  const groups = dossiers(wishes.get("mode"));
  picked = [];
  chosen.textContent = "";
  files.value = folder.value = "";
  for (const group of groups) await send(group, wishes, groups.length === 1);
}

async function send(group, wishes, alone) {
  const row = document.createElement("li");
  const name = group.length > 1 && group[0].path.includes("/") ? group[0].path.split("/")[0] : group[0].path;
  const what = Object.assign(document.createElement("span"), { className: "what", textContent: group.length > 1 ? `${name} (${group.length})` : name });
  const bar = Object.assign(document.createElement("progress"), { max: STEPS.length - 1, value: 0 });
  bar.setAttribute("aria-label", what.textContent);
  const stage = Object.assign(document.createElement("span"), { className: "stage", textContent: stageNames.queued });
  row.append(what, bar, stage);
  list.prepend(row);
  const body = new FormData();
  for (const { file, path } of group) body.append("files", file, path);
  for (const key of ["level", "profile", "round"]) if (wishes.get(key)) body.append(key, wishes.get(key));
  const answer = await fetch("/api/v1/screenings", { method: "POST", body });
  const job = await answer.json();
  if (!answer.ok) {
    stage.textContent = `${form.dataset.failed}: ${job.title} ${job.advice ?? ""}`;
    stage.className = "stage bad";
    return;
  }
  if (job.same_as.length) {
    const twin = Object.assign(document.createElement("a"), { href: `/cases/${job.same_as[0]}`, textContent: form.dataset.same });
    row.append(twin);
  }
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: form.dataset.cancel });
  stop.addEventListener("click", () => fetch(`/api/v1/screenings/${job.id}/cancel`, { method: "POST" }));
  row.append(stop);
  follow(job.links.events, (s, data) => {
    bar.value = STEPS.indexOf(s) + (data.page && data.of ? (data.page / data.of) * 0.9 : 0);
    stage.textContent = [stageNames[s] ?? s, pageOf(form.dataset.page, data)].filter(Boolean).join(", ");
  }, (end, data) => {
    bar.value = STEPS.length - 1;
    stop.remove();
    stage.textContent = data.reason ?? stageNames[end];
    row.append(Object.assign(document.createElement("a"), { className: "button small", href: job.links.page, textContent: form.dataset.done }));
    if (alone && end === "done" && list.children.length === 1) location.href = job.links.page;
  });
}
