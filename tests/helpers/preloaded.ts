import app from '@adonisjs/core/services/app'

/**
 * The environment in which `node ace …` loads `tests/reliability/preloads/<name>.ts`
 * first: production code, with one thing changed from outside.
 */
export function preloaded(...names: string[]): Record<string, string> {
  const files = names.map((name) => app.makePath(`tests/reliability/preloads/${name}.ts`))
  const loader = app.makePath('bin/compile_once.js')
  const imports = [loader, ...files].map((file) => `--import=${file}`)
  /** Given here, or `ace.js` would begin again with it and load everything twice. */
  return { NODE_OPTIONS: [...imports, '--max-semi-space-size=8'].join(' ') }
}
