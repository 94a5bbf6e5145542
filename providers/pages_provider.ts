import { createRequire } from 'node:module'
import type { ApplicationService } from '@adonisjs/core/types'
import env from '#start/env'
import { SubjectHash } from '#access/sign_in/subject_hash'
import { SignInSettings } from '#access/sign_in_settings'
import { Assets } from '#dashboard/assets'

const OWN = [
  'tokens.css',
  'app.css',
  'icons.svg',
  'favicon.svg',
  'desk.js',
  'live.js',
  'times.js',
  'charts.js',
]

/** Shipped by packages; the name in templates is ours. */
const OF_PACKAGES = {
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'uplot.js': 'uplot/dist/uPlot.iife.min.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
}

/** What templates of pages need. */
export default class PagesProvider {
  constructor(protected app: ApplicationService) {}

  register() {
    this.app.container.singleton(SignInSettings, () => {
      return new SignInSettings(this.app.config.get('accounts'))
    })
    this.app.container.singleton(SubjectHash, () => new SubjectHash(env.get('APP_KEY').release()))
    this.app.container.singleton(Assets, () => {
      const require = createRequire(this.app.makePath('package.json'))
      const own = OWN.map((name) => [name, this.app.makePath('resources/assets', name)])
      const others = Object.entries(OF_PACKAGES).map(([name, file]) => [
        name,
        require.resolve(file),
      ])
      return new Assets(Object.fromEntries([...own, ...others]))
    })
  }

  async boot() {
    const { default: edge } = await import('edge.js')
    const assets = await this.app.container.make(Assets)
    const sprite = assets.url('icons.svg')
    edge.global('asset', (name: string) => assets.url(name))
    edge.global('icon', (name: string, tone = '') => {
      const { escape, safe } = edge.globals.html
      return safe(
        `<svg class="${escape(`i ${tone}`.trim())}" aria-hidden="true"><use href="${sprite}#${escape(name)}"/></svg>`
      )
    })
  }
}
