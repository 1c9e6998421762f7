/** Notifications that are being sent in parts; beyond it the oldest is forgotten. */
const MAX_OPEN = 8;

/** Bytes kept of a title and of a body. */
const MAX_PART = 16_384;

type Part = 'title' | 'body';
type OpenNotification = Record<Part, Buffer>;

/**
 * OSC 99: `metadata ; payload`, where the metadata are `key=value` separated by colons.
 * https://sw.kovidgoyal.net/kitty/desktop-notifications/
 */
export class KittyNotifications {
  readonly #notify: (title: string, body: string) => void;
  readonly #open = new Map<string, OpenNotification>();

  constructor(notify: (title: string, body: string) => void) {
    this.#notify = notify;
  }

  /** Returns the answers, of OSC too. */
  handle(data: string): string[] {
    const at = data.indexOf(';');
    const metadata = metadataOf(at < 0 ? data : data.slice(0, at));
    const payload = at < 0 ? '' : data.slice(at + 1);
    const id = (metadata.get('i') ?? '').replace(/[^\w\-+.]/g, '');
    const kind = metadata.get('p') ?? 'title';
    switch (kind) {
      case '?':
        return [`99;i=${id || '0'}:p=?;o=always:p=title,body,?`];
      case 'alive':
        return [`99;i=${id || '0'}:p=alive;`];
      case 'close':
        this.#open.delete(id);
        return [];
    }
    const notification = this.#notification(id);
    if (kind === 'title' || kind === 'body') {
      append(
        notification,
        kind,
        Buffer.from(payload, metadata.get('e') === '1' ? 'base64' : 'utf8'),
      );
    }
    if (metadata.get('d') !== '0') {
      this.#open.delete(id);
      this.#notify(notification.title.toString(), notification.body.toString());
    }
    return [];
  }

  #notification(id: string): OpenNotification {
    let notification = this.#open.get(id);
    if (!notification) {
      notification = { title: Buffer.alloc(0), body: Buffer.alloc(0) };
      for (const oldest of this.#open.keys()) {
        if (this.#open.size < MAX_OPEN) break;
        this.#open.delete(oldest);
      }
      this.#open.set(id, notification);
    }
    return notification;
  }
}

function metadataOf(text: string): Map<string, string> {
  const metadata = new Map<string, string>();
  for (const pair of text.split(':')) {
    const at = pair.indexOf('=');
    if (at > 0) metadata.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return metadata;
}

function append(notification: OpenNotification, part: Part, bytes: Buffer): void {
  notification[part] = Buffer.concat([notification[part], bytes]).subarray(0, MAX_PART);
}
