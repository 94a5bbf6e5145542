/*
|--------------------------------------------------------------------------
| TypeScript, compiled once
|--------------------------------------------------------------------------
|
| `--import=./bin/compile_once.js` runs the sources as `@poppinss/ts-exec` does, and
| keeps what they are compiled to in `tmp/compiled`: a process whose sources
| have been compiled before starts in half the time. What is kept holds for the same
| source under the same settings, packages and Node.
|
*/

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, enableCompileCache, registerHooks } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url).href
const dependencies = new URL('node_modules/', root).href
const kept = new URL('tmp/compiled/', root).href
const read = (url) => readFileSync(fileURLToPath(url), 'utf8')
const rooms = JSON.parse(read(`${root}package.json`)).imports
const require = createRequire(import.meta.url)
const circumstances = createHash('sha256')
  .update(process.version + read(import.meta.url))
  .update(read(`${root}tsconfig.json`) + read(`${root}package-lock.json`))
  .digest('hex')

/** What `@poppinss/ts-exec` makes of our tsconfig.json. */
const SETTINGS = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'esnext',
    parser: { syntax: 'typescript', decorators: true },
    transform: { decoratorMetadata: true, legacyDecorator: true },
    experimental: { keepImportAttributes: true },
    keepClassNames: true,
  },
}
let compiler

process.setSourceMapsEnabled(true)
enableCompileCache(fileURLToPath(`${kept}v8`))
registerHooks({
  /** `./x.js` and `#room/x` mean `x.ts` where there is no `x.js`. */
  resolve(specifier, context, next) {
    const url = urlOf(specifier, context.parentURL)
    const source = url?.replace(/\.js(?=$|\?)/, '.ts')
    return source !== url && isOurs(url) && !exists(url) && exists(source)
      ? { url: source, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context)
  },

  load(url, context, next) {
    if (!isOurs(url) || !/\.ts(?:$|\?)/.test(url)) return next(url, context)
    /** Not `.ts`: the compiler of types would read it too. */
    const file = fileURLToPath(`${kept}${url.slice(root.length)}.js`)
    const key = createHash('sha256').update(circumstances).update(read(url)).digest('hex')
    const source = readKept(file, key) ?? keep(file, key, compile(url))
    return { format: 'module', source, shortCircuit: true }
  },
})

function urlOf(specifier, parent) {
  if (specifier.startsWith('file:')) return specifier
  if (!isOurs(parent)) return undefined
  if (specifier.startsWith('.')) return new URL(specifier, parent).href
  const [room, ...path] = specifier.split('/')
  return rooms[`${room}/*`] && new URL(rooms[`${room}/*`].replace('*', path.join('/')), root).href
}

function isOurs(url) {
  return url?.startsWith(root) && !url.startsWith(dependencies)
}

function exists(url) {
  return existsSync(fileURLToPath(url))
}

/**
 * With the compiler of `@poppinss/ts-exec`, in this thread. It is not even loaded where
 * everything has been compiled.
 */
function compile(url) {
  compiler ??= createRequire(require.resolve('@poppinss/ts-exec'))('@swc/core')
  const { code } = compiler.transformSync(read(url), { ...SETTINGS, filename: fileURLToPath(url) })
  return `${code}\n//# sourceURL=${url}`
}

/** The last line says of what it was made. */
function readKept(file, key) {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  return text.endsWith(`\n//${key}`) ? text : undefined
}

/** Written whole or not at all: several processes may write the same file. */
function keep(file, key, compiled) {
  const text = `${compiled}\n//${key}`
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, text)
    renameSync(unfinished, file)
  } catch {
    /** Who may not write here compiles each time. */
  }
  return text
}
