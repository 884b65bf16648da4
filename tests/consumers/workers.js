// The workers of a page, asked what the page itself is asked.

/** What a worker posts. */
export function fromWorker(worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message ?? "it cannot be loaded"}`));
  });
}

/** What a service worker answers to a message. */
export async function fromServiceWorker(registration) {
  const { installing, waiting, active } = registration;
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
  worker.postMessage("ask", [port2]);
  return answered;
}
