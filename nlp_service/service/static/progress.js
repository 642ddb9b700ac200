// Follows the events of one dossier.  The browser itself goes on after the last event when the line breaks.
const ENDS = ["done", "failed", "cancelled"];

export function follow(url, onStage, onEnd) {
  const source = new EventSource(url);
  source.addEventListener("stage", (event) => {
    const data = JSON.parse(event.data);
    onStage(data.stage, data);
  });
  for (const kind of ENDS) {
    source.addEventListener(kind, (event) => {
      source.close();
      onEnd(kind, JSON.parse(event.data));
    });
  }
  return source;
}

// Which page of a scan was read last, e.g. "trang 3/12"; nothing where the stage has no pages.
export const pageOf = (word, data) => (data.page ? `${word} ${data.page}${data.of ? `/${data.of}` : ""}` : "");
