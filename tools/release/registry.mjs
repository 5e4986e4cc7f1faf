import path from 'node:path';
import { runServer } from 'verdaccio';

/**
 * A registry on loopback, at a free port, that keeps the packages of scope `@dl` in `folder` and nothing else: it asks
 * no other registry. `npmrc` sends that scope to it; everything else goes where npm is configured to go.
 */
export async function startRegistry(folder) {
  const server = await runServer({
    storage: path.join(folder, 'storage'),
    self_path: folder,
    configPath: path.join(folder, 'config.yaml'),
    auth: { htpasswd: { file: path.join(folder, 'htpasswd') } },
    uplinks: {},
    packages: { '@dl/*': { access: '$all', publish: '$all' } },
    web: { enable: false },
    max_body_size: '100mb',
    log: { type: 'file', path: path.join(folder, 'log'), level: 'warn' },
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${server.address().port}/`;
  const npmrc = [
    `@dl:registry=${url}`,
    `${url.replace('http:', '')}:_authToken=none`, // npm publishes with a token only
    '',
  ].join('\n');
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url, npmrc, close };
}
