import { spawnSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { aFolder } from '#tests/helpers/test_folder'
import { withoutDatabase } from '#tests/helpers/without_database'

/** Without what the npm that runs the tests hands on of its own settings. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'))
)

const npm = (cwd: string, ...args: string[]) =>
  spawnSync('npm', args, { cwd, encoding: 'utf8', env: environment })

const json = async (path: string) => JSON.parse(await readFile(app.makePath(path), 'utf8'))

/** A package that nobody has looked at; its script leaves a trace. */
async function aPackageWithScript(folder: string): Promise<{ tarball: string; trace: string }> {
  const home = join(folder, 'unlisted')
  const trace = join(folder, 'script-ran')
  await mkdir(home)
  const scripts = { install: `node -e "fs.writeFileSync('${trace}', '')"` }
  await writeFile(
    join(home, 'package.json'),
    JSON.stringify({ name: 'unlisted', version: '1.0.0', scripts })
  )
  npm(home, 'pack', '--silent')
  return { tarball: join(home, 'unlisted-1.0.0.tgz'), trace }
}

/** An empty project with our settings of npm and our list. */
async function aProjectLikeOurs(folder: string): Promise<string> {
  const project = join(folder, 'project')
  const { allowScripts } = await json('package.json')
  await mkdir(project)
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'like-ours', private: true, allowScripts })
  )
  await copyFile(app.makePath('.npmrc'), join(project, '.npmrc'))
  return project
}

const knowsTheSetting = () =>
  'strict-allow-scripts' in JSON.parse(npm('/', 'config', 'ls', '-l', '--json').stdout)

test.group('Install scripts of packages', (group) => {
  withoutDatabase(group)
  group.tap((each) => {
    if (!knowsTheSetting()) each.skip(true, 'this npm is too old to refuse install scripts')
  })

  test('do not run unless they are listed: the installation is refused', async ({ assert }) => {
    const folder = await aFolder()
    const { tarball, trace } = await aPackageWithScript(folder)
    const project = await aProjectLikeOurs(folder)
    const { status, stderr } = npm(project, 'install', '--offline', tarball)
    assert.equal(status, 1)
    assert.match(stderr, /install scripts not covered by allowScripts:\s+npm error\s+unlisted@1/)
    assert.isFalse(existsSync(trace))

    await writeFile(join(project, '.npmrc'), '')
    assert.equal(npm(project, 'install', '--offline', tarball).status, 0)
    assert.isTrue(existsSync(trace), 'without our setting it runs')
  })

  test('are listed for every package of ours that has one, on every system', async ({ assert }) => {
    const { allowScripts } = await json('package.json')
    const { packages } = await json('package-lock.json')
    const withScript = Object.entries<any>(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
    assert.sameMembers(Object.keys(allowScripts), withScript)
  })
})

/** What a registry says of any package: npm asks it which versions have a vulnerable dependency. */
const aPackument = (name: string) => ({
  name,
  'dist-tags': { latest: '3.7.2' },
  'versions': Object.fromEntries(
    ['0.5.3', '1.0.0', '3.7.2'].map((version) => [version, { name, version }])
  ),
})

/** A registry that knows these advisories, by package. */
async function aRegistry(advisories: object, packument = aPackument): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      const asked = decodeURIComponent(request.url!.slice(1))
      const isForAdvisories = asked === '-/npm/v1/security/advisories/bulk'
      response.end(JSON.stringify(isForAdvisories ? advisories : packument(asked)))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function lookForAdvisories(registry: string, settings: NodeJS.ProcessEnv = {}) {
  const ours = { npm_config_registry: registry, npm_config_fetch_retry_mintimeout: '10' }
  const child = spawn(app.makePath('.ci/advisories'), {
    env: { ...environment, ...ours, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  const [code] = await once(child, 'close')
  return { code, stdout }
}

const advisoryFor = (severity: string) => ({
  luxon: [
    {
      id: 1,
      url: 'https://example.org/advisory',
      title: 'An hour too many',
      severity,
      vulnerable_versions: '>=1.0.0',
    },
  ],
})

test.group('Advisories for what runs in production', (group) => {
  withoutDatabase(group)
  test('fail from severity high on, and are named', async ({ assert }) => {
    for (const severity of ['high', 'critical']) {
      const { code, stdout } = await lookForAdvisories(await aRegistry(advisoryFor(severity)))
      assert.equal(code, 1)
      assert.include(stdout, `${severity}: luxon >=1.0.0: An hour too many (https://example.org/`)
    }
  })

  test('fail where npm is set to work offline, too', async ({ assert }) => {
    const registry = await aRegistry(advisoryFor('high'))
    const { code, stdout } = await lookForAdvisories(registry, { npm_config_offline: 'true' })
    assert.equal(code, 1)
    assert.include(stdout, 'high: luxon >=1.0.0')
  })

  test('fail where npm breaks off after it was told of some', async ({ assert }) => {
    const registry = await aRegistry(advisoryFor('high'), () => aPackument('another'))
    const { code, stdout } = await lookForAdvisories(registry)
    assert.equal(code, 1)
    assert.match(stdout, /^FAILED: npm broke off, there may be advisories \(loading from incorrect/)
  })

  test('pass below it, and where none is known', async ({ assert }) => {
    for (const advisories of [{}, advisoryFor('moderate')]) {
      const { code, stdout } = await lookForAdvisories(await aRegistry(advisories))
      assert.equal(code, 0)
      assert.equal(stdout.trim(), 'No advisory of severity high or critical is known.')
    }
  })

  test('pass where the registry does not answer, and it is said', async ({ assert }) => {
    const { code, stdout } = await lookForAdvisories('http://127.0.0.1:1/')
    assert.equal(code, 0)
    assert.match(stdout, /^NOT CHECKED: the registry did not say which advisories there are/)
  })
})
