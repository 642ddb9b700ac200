// The list by keyboard: j and k move, Enter opens, x marks, / goes to the search field.
const rows = [...document.querySelectorAll("#list tbody tr")];
let at = -1;

function go(to) {
  if (!rows.length) return;
  rows[at]?.classList.remove("at");
  at = Math.max(0, Math.min(rows.length - 1, to));
  rows[at].classList.add("at");
  rows[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "j") go(at + 1);
  else if (event.key === "k") go(at - 1);
  else if (event.key === "Enter" && at >= 0 && event.target === document.body) rows[at].querySelector("a").click();
  else if (event.key === "x" && at >= 0) rows[at].querySelector("input[type=checkbox]")?.click();
  else if (event.key === "/") {
    event.preventDefault();
    document.querySelector("input[type=search]").focus();
  }
});
