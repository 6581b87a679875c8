// Everything is in words: a picture or file that is pasted or dropped is refused unread, with the sentence of the law.

export type Attempt = "picture" | "file";

/** server/web/picture.go says the same; a test compares them. */
const REASON =
  "Pictures and files cannot be put in here, and this one was not read. It is a criminal " +
  "offence under section 1 of the Protection of Children Act 1978 to make or distribute an indecent image of a child. If it may " +
  "be one, leave the computer as it is, let nobody use it, and call the police. If not, write in words what it shows and who holds it.";

/** A picture or file as letters; the server knows more of them and refuses those too. */
const CODED =
  /data:(?:(?:image|video|audio|font|model|application)\/[^,\s]*|[^,\s]*;base64),\S{8}|(?:\/9j\/|iVBORw0KGg|R0lGOD|UklGR|Z0eXB|JVBERi0)[\w+/=-]{200}/i;

/**
 * Refuses files everywhere on the page, and has the attempt noted. Office puts a picture beside text: where there is text,
 * that is taken, and of a web page its text alone.
 */
export function refuseFiles(tell: (reason: string) => void, note: (what: Attempt) => void): void {
  const refuse = (event: Event, what: Attempt) => {
    event.preventDefault();
    tell(REASON);
    note(what);
  };
  const holds = (data: DataTransfer | null, type: string) => data !== null && data.types.includes(type);
  const sort = (data: DataTransfer): Attempt =>
    [...data.items].some(({ kind, type }) => kind === "file" && !type.startsWith("image/")) ? "file" : "picture";
  document.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    const words = data?.getData("text/plain") ?? "";
    if (CODED.test(words)) return refuse(event, "picture");
    if (data && !words.trim() && (holds(data, "Files") || holds(data, "text/html"))) refuse(event, sort(data));
  });
  document.addEventListener("dragover", (event) => {
    if (holds(event.dataTransfer, "Files")) event.preventDefault(); // else the browser would open what is dropped
  });
  document.addEventListener("drop", (event) => {
    const data = event.dataTransfer;
    if (!data) return;
    if (holds(data, "Files")) refuse(event, sort(data));
    else if (CODED.test(data.getData("text/plain"))) refuse(event, "picture");
  });
}
