// Follows the events of one dossier.  The browser itself goes on after the last event when the line breaks.
const ENDS = ["done", "failed", "cancelled"];

export function follow(url, onStage, onEnd) {
  const source = new EventSource(url);
  source.addEventListener("stage", (event) => onStage(JSON.parse(event.data).stage));
  for (const kind of ENDS) {
    source.addEventListener(kind, (event) => {
      source.close();
      onEnd(kind, JSON.parse(event.data));
    });
  }
  return source;
}
