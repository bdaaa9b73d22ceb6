const id = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
const element = (name) => document.getElementById(name);
const [form, file, drop, preview, progress, status, result, link] = [
  'form',
  'file',
  'drop',
  'preview',
  'progress',
  'status',
  'result',
  'link',
].map(element);
const button = form.querySelector('button');

element('image-id').textContent = id;
document.title = `Upload ${id} · Easel`;

function say(text) {
  status.textContent = text;
}

function showChosen() {
  if (preview.src) URL.revokeObjectURL(preview.src);
  const [chosen] = file.files;
  preview.hidden = !chosen;
  result.hidden = true;
  say('');
  if (chosen) preview.src = URL.createObjectURL(chosen);
}

file.addEventListener('change', showChosen);
preview.addEventListener('error', () => {
  preview.hidden = true;
});

for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', kind === 'dragenter' || kind === 'dragover');
    if (kind !== 'drop' || event.dataTransfer.files.length === 0) return;
    file.files = event.dataTransfer.files;
    showChosen();
  });
}

function finish(text) {
  button.disabled = false;
  progress.hidden = true;
  say(text);
}

function answerOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open('POST', `/upload/${encodeURIComponent(id)}`);
  request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => {
    if (lengthComputable) progress.value = (100 * loaded) / total;
  });
  request.addEventListener('load', () => {
    const answer = answerOf(request);
    if (request.status !== 201) {
      finish(answer.error ?? `The upload failed (${request.status}).`);
      return;
    }
    link.href = answer.s3_url;
    result.hidden = false;
    finish('Uploaded.');
  });
  request.addEventListener('error', () => finish('The service could not be reached. Try again.'));
  button.disabled = true;
  progress.value = 0;
  progress.hidden = false;
  result.hidden = true;
  say('Uploading…');
  request.send(new FormData(form));
});
