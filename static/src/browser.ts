// The browser as far as a connection needs it.
import type { Line, Outside } from "./connection.ts";

/** `base` is where the server is, without a slash at the end; empty: where the page is from. */
export function browser(base: string): Outside {
  return {
    socket(path) {
      const url = new URL(base + path, location.href);
      url.protocol = url.protocol.replace("http", "ws");
      const socket = new WebSocket(url);
      const line: Line = {
        send: (text) => socket.send(text),
        close: () => socket.close(),
        onopen: null,
        onmessage: null,
        onclose: null,
      };
      socket.onopen = () => line.onopen?.();
      socket.onmessage = (event) => line.onmessage?.(String(event.data));
      socket.onclose = (event) => line.onclose?.(event.code);
      return line;
    },
    ask: (path, { method = "GET", body, signal } = {}) =>
      fetch(base + path, {
        method,
        signal: signal ?? null,
        ...(body !== undefined && { body, headers: { "Content-Type": "application/json" } }),
      }),
    after,
    now: () => Date.now(),
    random: Math.random,
  };
}

export function after(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}
