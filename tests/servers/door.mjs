// A port of its own before a server: what makes the server an origin, and keeps what is sent to it.

import { connect, createServer } from "node:net";
import { listen } from "../lib/serve.mjs";

const HEAD = /^(\S+) (\S+) HTTP\/1\.1\r\n((?:[^\r\n]+\r\n)*)\r\n/;

/** The headers that a server's CORS rules look at, and the author's. */
const COMPARED = /^(access-control-request-(headers|method)|authorization|content-type|origin|traceparent|x-.*)$/;

export class Door {
  #server;
  #sockets = new Set();
  #target;

  /** `record` is called with each request that comes in, in one line. */
  static async open(record) {
    const door = new Door();
    door.#server = createServer((client) => door.#enter(client, record));
    door.origin = await listen(door.#server);
    return door;
  }

  get isOpen() {
    return this.#target !== undefined;
  }

  /** Where it leads: what net.connect() takes. Without one it is shut in the caller's face. */
  leadTo(target) {
    this.#target = target;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #enter(client, record) {
    if (this.#target === undefined) return client.destroy();
    const server = connect(this.#target);
    for (const [socket, other] of [[client, server], [server, client]]) {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      socket.on("error", () => other.destroy());
    }
    client.once("close", () => server.destroy());
    let unread = "";
    let body = 0;
    client.on("data", (bytes) => {
      unread += bytes.toString("latin1");
      for (;;) {
        const skipped = Math.min(body, unread.length);
        [unread, body] = [unread.slice(skipped), body - skipped];
        const found = HEAD.exec(unread);
        if (!found) break;
        const [head, method, target, lines] = found;
        record(`${method} ${this.origin}${target}${compared(lines)}`);
        unread = unread.slice(head.length);
        body = Number(/^content-length: *(\d+)/im.exec(lines)?.[1] ?? 0);
      }
      server.write(bytes);
    });
    client.once("end", () => server.end());
    server.pipe(client);
  }
}

function compared(lines) {
  const pairs = lines.split("\r\n").map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const kept = pairs.filter(([name]) => COMPARED.test(name)).map((pair) => pair.join(": "));
  return kept.sort().map((line) => ` | ${line}`).join("");
}
