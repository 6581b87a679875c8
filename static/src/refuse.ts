// The meeting is in words: a picture or file that is pasted or dropped is refused, with the reason.

const REASON =
  "Pictures and files cannot be put in here: the minutes are text, and an image of a child must not be copied. " +
  "Write what it shows, and who holds it.";

/** Refuses files everywhere on the page. Office puts a picture beside text: where there is text, that is taken. */
export function refuseFiles(tell: (reason: string) => void): void {
  const files = (data: DataTransfer | null) => data !== null && data.types.includes("Files");
  document.addEventListener("paste", (event) => {
    if (!files(event.clipboardData) || event.clipboardData!.types.includes("text/plain")) return;
    event.preventDefault();
    tell(REASON);
  });
  document.addEventListener("dragover", (event) => {
    if (files(event.dataTransfer)) event.preventDefault(); // else the browser would open what is dropped
  });
  document.addEventListener("drop", (event) => {
    if (!files(event.dataTransfer)) return;
    event.preventDefault();
    tell(REASON);
  });
}
