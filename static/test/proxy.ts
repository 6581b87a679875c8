// A proxy such as some hospitals have: it passes everything on but the upgrade to a websocket.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";

export class Proxy {
  /** How many upgrades it refused. */
  refused = 0;
  private server: Server;

  /** `status` is what it answers to an upgrade. */
  constructor(status: number) {
    this.server = createServer((asked, answer) => {
      const to = new URL(asked.url!, `http://${asked.headers.host}`); // whole, or within a tunnel
      const passed = request(to, { method: asked.method, headers: asked.headers }, (reply) => {
        answer.writeHead(reply.statusCode!, reply.headers);
        reply.pipe(answer);
      });
      passed.on("error", () => answer.destroy());
      answer.on("close", () => passed.destroy()); // long polling that was given up
      asked.pipe(passed);
    });
    // A browser asks for a tunnel before it upgrades; the proxy looks into what comes through.
    this.server.on("connect", (_, socket: Socket) => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      this.server.emit("connection", socket);
    });
    this.server.on("upgrade", (_, socket) => {
      this.refused++;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
  }

  /** Starts it on a free port of this machine. Returns its address. */
  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
