// The line between one browser and the server, which a test cuts and mends.
import type { BrowserContext, WebSocketRoute } from "@playwright/test";

export class Cable {
  /** The types of frames that get lost, either way. */
  lost = new Set<string>();
  /** How many commands were lost on their way. */
  missed = 0;
  /** How many things the server was told that this browser holds, last. */
  holding = 0;
  private down = false;
  private open = new Set<WebSocketRoute>();

  private constructor(private context: BrowserContext) {}

  /** Lays it for every page that the context opens from now on. */
  static async lay(context: BrowserContext): Promise<Cable> {
    const cable = new Cable(context);
    await context.route("**/api/**", (route) => (cable.down ? route.abort() : route.fallback()));
    await context.routeWebSocket(/\/live\?/, (socket) => cable.connect(socket));
    return cable;
  }

  /** No page reaches the server any more, by whatever way. Without `pages` a page can still be loaded. */
  async cut({ pages = true } = {}): Promise<void> {
    this.down = true;
    await this.context.setOffline(pages);
    await this.hangUp();
  }

  /** Cuts what is open, and no more; by a code, as the server would. */
  async hangUp(code?: number): Promise<void> {
    await Promise.all([...this.open].map((socket) => socket.close(code ? { code } : {})));
  }

  async mend(): Promise<void> {
    this.down = false;
    await this.context.setOffline(false);
  }

  private connect(socket: WebSocketRoute): void {
    if (this.down) return void socket.close();
    const server = socket.connectToServer();
    this.open.add(socket);
    const gone = () => this.open.delete(socket);
    socket.onClose(() => (gone(), void server.close()));
    server.onClose((code, reason) => (gone(), void socket.close({ code, reason })));
    socket.onMessage((message) => {
      const { type, count } = JSON.parse(String(message)) as { type: string; count?: number };
      if (this.down || this.lost.has(type)) return void (type === "command" && this.missed++);
      server.send(message);
      if (type === "holding") this.holding = count!;
    });
    server.onMessage((message) => {
      const { type } = JSON.parse(String(message)) as { type: string };
      if (!this.down && !this.lost.has(type)) socket.send(message);
    });
  }
}
