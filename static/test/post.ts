// A server that takes letters, on loopback, for a test to read.
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

export class Post {
  private taken: { to: string; text: string }[] = [];
  private waiting: (() => void)[] = [];
  private server: Server = createServer((socket) => this.talk(socket));

  /** Begins, and returns where: "localhost:40123". */
  async open(): Promise<string> {
    await new Promise<void>((ready) => this.server.listen(0, "localhost", ready));
    return `localhost:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }

  /** The code in the next letter, which must go to that address. Waits for it. */
  async code(to: string): Promise<string> {
    let letter: { to: string; text: string } | undefined;
    while (!letter) {
      letter = this.taken.shift();
      if (!letter) await new Promise<void>((came) => this.waiting.push(came));
      else if (/^Subject: .*invitation/m.test(letter.text)) letter = undefined;
    }
    const code = /^ +([2-9A-Z]{4}-[2-9A-Z]{4})\r?$/m.exec(letter.text)?.[1];
    if (letter.to !== to || !code) throw new Error(`a letter to ${letter.to}: ${letter.text}`);
    return code;
  }

  private talk(socket: Socket): void {
    let [heard, to, reading] = ["", "", false];
    const say = (line: string) => socket.write(`${line}\r\n`);
    socket.on("error", () => {}); // whoever sent has what they wanted
    socket.on("data", (data) => {
      heard += data.toString("utf8");
      for (;;) {
        const end = heard.indexOf(reading ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const piece = heard.slice(0, end);
        heard = heard.slice(end + (reading ? 5 : 2));
        const verb = piece.slice(0, 4).toUpperCase();
        if (reading) {
          reading = false;
          this.taken.push({ to, text: piece });
          for (const came of this.waiting.splice(0)) came();
          say("250 taken");
        } else if (verb === "DATA") {
          reading = true;
          say("354 go on");
        } else {
          if (verb === "RCPT") to = /<(.*)>/.exec(piece)![1]!;
          say(verb === "QUIT" ? "221 bye" : "250 yes");
          if (verb === "QUIT") socket.end();
        }
      }
    });
    say("220 here");
  }
}
