// Real socket.io clients, driven by the tests: commands come as lines of JSON on the standard input, and everything that
// the clients see goes out as lines of JSON on the standard output.
import { createInterface } from "node:readline";
import { io as io4 } from "socket.io-client";
import io2 from "socket.io-client-2";
import { withData } from "../../client/connect-error.js";

const clients = new Map();

function report(client, event, args, answer) {
  process.stdout.write(JSON.stringify({ client, event, args, answer }) + "\n");
}

// A callback among the arguments of an event is one that the server waits for.
function received(client, event, args) {
  let answer;
  if (typeof args.at(-1) === "function") {
    const { answers } = clients.get(client);
    answer = answers.push(args.pop()) - 1;
  }
  report(client, event, args, answer);
}

// An error as the application sees it, before and after the helper.
function failed(client, event, error) {
  const before = { message: error.message ?? error, data: error.data };
  report(client, event, [before, withData(typeof error === "string" ? new Error(error) : error).data]);
}

const commands = {
  connect({ client, url, options, version }) {
    const io = version === 2 ? io2 : io4;
    const socket = io(url, { forceNew: true, reconnection: false, ...options });
    clients.set(client, { socket, answers: [] });
    socket.on("connect", () => report(client, "connect", []));
    socket.on("disconnect", (reason) => report(client, "disconnect", [reason]));
    socket.on("connect_error", (error) => failed(client, "connect_error", error));
    if (version === 2) {
      socket.on("error", (error) => failed(client, "error", error));
      const onevent = socket.onevent;
      socket.onevent = function (packet) {
        const args = [...packet.data.slice(1)];
        if (packet.id != null) args.push(this.ack(packet.id));
        received(client, packet.data[0], args);
        onevent.call(this, packet);
      };
    } else {
      socket.onAny((event, ...args) => received(client, event, args));
    }
  },
  emit({ client, event, args, ack }) {
    const { socket } = clients.get(client);
    const callback = (...args) => report(client, "ack", args);
    socket.emit(event, ...args, ...(ack ? [callback] : []));
  },
  answer({ client, answer }) {
    clients.get(client).answers[answer]();
  },
  disconnect({ client }) {
    clients.get(client).socket.disconnect();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  commands[command.do](command);
}
process.exit(0);
