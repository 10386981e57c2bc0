// Server-sent events, one connection per address however many curves listen: browsers allow only six.

const open = new Map();

class Stream {
  constructor(url) {
    this.url = url;
    this.listeners = [];
    this.wait = 2000;
    this.live = false;
    this.connect();
  }

  connect() {
    const source = new EventSource(this.url);
    source.onopen = () => {
      this.wait = 2000;
      const again = this.was;
      this.was = true;
      this.tell("state", true);
      if (again) this.tell("again");
    };
    // The browser reconnects by itself after a broken line, but gives up for good on an HTTP error.
    source.onerror = () => {
      this.tell("state", false);
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, 60000);
    };
    ["reading", "alarm"].forEach((name) => source.addEventListener(name, (event) => {
      try { this.tell(name, JSON.parse(event.data)); } catch (_) { /* one line that cannot be read does not end the curve */ }
    }));
  }

  tell(name, what) {
    if (name === "state") this.live = what;
    this.listeners.forEach((listener) => { if (listener[name]) listener[name](what); });
  }
}

// listener: { state(isOpen), again() after a reconnect, reading(data), alarm(data) }
export function listen(url, listener) {
  if (!open.has(url)) open.set(url, new Stream(url));
  const stream = open.get(url);
  stream.listeners.push(listener);
  listener.state(stream.live);
}
