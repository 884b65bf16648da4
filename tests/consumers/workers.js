// The workers of a page, asked to run what the page itself runs.

/** Waits for the message that a worker posts once it knows the server. */
export function askWorker(worker, server) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message ?? "it cannot be loaded"}`));
    worker.postMessage(server);
  });
}

/** Returns the result of a service worker once it is active. */
export async function askServiceWorker({ installing, waiting, active }, server) {
  const worker = installing ?? waiting ?? active;
  await new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("The service worker was given up."));
    };
    worker.onstatechange = look;
    look();
  });
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage(server, [port2]);
  return answered;
}
