/* global document, window */

/** A front end of another origin, as small as can be: what image-to-sketch pages do, in their order. */
window.drawAsFrontEnd = async ({ api, photo }) => {
  const post = (path, body = null) =>
    fetch(api + path, {
      method: 'POST',
      credentials: 'include',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  const account = { email: `${crypto.randomUUID()}@example.com`, password: crypto.randomUUID() };
  const registered = await post('/api/auth/register', account);
  const offer = await (
    await post('/api/upload/presigned-url?filename=cat.png&content_type=image/png')
  ).json();
  const file = new Blob([Uint8Array.from(atob(photo), (character) => character.charCodeAt(0))]);
  const stored = await fetch(offer.presigned_url, {
    method: 'PUT',
    body: file,
    headers: { 'Content-Type': 'image/png' },
  });
  const etag = stored.headers.get('ETag');
  const confirmed = await post(`/api/upload/confirm?${new URLSearchParams({ key: offer.key, etag })}`);

  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws`);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const statuses = [];
  const finished = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.type !== 'task_update') return;
      statuses.push(message.data.status);
      if (message.data.status !== 'running') resolve();
    });
  });
  const created = await post(`/api/sketch/create?${new URLSearchParams({ input_key: offer.key })}`);
  const { sketch_id: id } = await created.json();
  await finished;

  const sketch = await (await fetch(`${api}/api/sketch/${id}`, { credentials: 'include' })).json();
  const image = document.createElement('img');
  image.src = sketch.sketch_image_url;
  document.body.append(image);
  await image.decode();
  return {
    registered: registered.status,
    etag,
    confirmed: confirmed.status,
    statuses,
    shown: [image.naturalWidth, image.naturalHeight],
  };
};

/** The same calls from a page that the service does not know. */
window.tryAsStranger = async ({ api, account }) => {
  const attempt = (path, init) =>
    fetch(api + path, { credentials: 'include', ...init }).then(
      (response) => response.status,
      () => 'blocked',
    );
  const body = JSON.stringify(account);
  const socket = new WebSocket(`${api.replace('http', 'ws')}/ws`);
  const heard = await new Promise((resolve) => {
    socket.addEventListener('open', () => resolve('open'));
    socket.addEventListener('error', () => resolve('refused'));
  });
  return {
    register: await attempt('/api/auth/register', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    }),
    // No preflight stands before a body of plain text.
    simple: await attempt('/api/auth/register', { method: 'POST', body }),
    me: await attempt('/api/auth/me'),
    heard,
  };
};
