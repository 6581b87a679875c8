// A mail server on this machine that takes letters, but those to addresses that begin with "no".
import { type AddressInfo, createServer, type Server } from "node:net";
import { createInterface } from "node:readline";

export class Mailbox {
  /** Every letter that was taken, as it came. */
  readonly letters: { to: string; text: string }[] = [];
  private server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  static async open(): Promise<Mailbox> {
    const server = createServer();
    const box = new Mailbox(server);
    server.on("connection", (socket) => {
      socket.on("error", () => {});
      const say = (words: string) => void socket.write(words + "\r\n");
      let to = "";
      let letter: string[] | undefined;
      createInterface({ input: socket }).on("line", (line) => {
        if (letter && line !== ".") return void letter.push(line);
        if (letter) {
          box.letters.push({ to, text: letter.join("\n") });
          letter = undefined;
          return say("250 taken");
        }
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === "RCPT") to = /<(.*)>/.exec(line)?.[1] ?? "";
        if (verb === "RCPT" && to.startsWith("no")) return say("550 not known");
        if (verb === "DATA") letter = [];
        say(verb === "DATA" ? "354 go on" : verb === "QUIT" ? "221 goodbye" : "250 ok");
      });
      say("220 mail.example ready");
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return box;
  }

  /** The flags by which the program sends there. */
  get flags(): string[] {
    const { port } = this.server.address() as AddressInfo;
    return ["--smtp", `127.0.0.1:${port}`, "--smtp-from", "meetings@council.example"];
  }

  close(): void {
    this.server.close();
  }
}
