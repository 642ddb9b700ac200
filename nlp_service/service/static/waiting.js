// The page of a dossier that is being screened: shows the stage, then the result.
import { follow, pageOf } from "./progress.js";

const box = document.getElementById("waiting");
if (box.dataset.live === "1") {
  follow(box.dataset.events, (stage, data) => {
    let before = true;
    for (const item of box.querySelectorAll("[data-stage]")) {
      const now = item.dataset.stage === stage;
      if (now) before = false;
      item.className = now ? "now" : before ? "was" : "";
      item.querySelector(".page").textContent = now ? pageOf(box.dataset.page, data) : "";
    }
  }, () => location.reload());
}
