import type { RequestListener } from 'node:http'
import type { Config } from '@japa/runner/types'
import { assert } from '@japa/assert'
import { apiClient } from '@japa/api-client'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import app from '@adonisjs/core/services/app'
import edge from 'edge.js'
import testUtils from '@adonisjs/core/services/test_utils'
import { createHttpServer } from '#bin/create_http_server'
import { CHROMIUM_FLAGS, findChromium } from '#tests/helpers/chromium'
import { writeFailedSpecs } from '#tests/helpers/failed_specs'

/** Only runs of the suite load Playwright. */
const chromium = process.argv.includes('browser') ? findChromium() : null

export const plugins: Config['plugins'] = [assert(), apiClient(), pluginAdonisJS(app)]
if (chromium) plugins.push(await browserPlugin(chromium))
if (process.env.FAILED_SPECS) plugins.push(writeFailedSpecs(process.env.FAILED_SPECS))

export const reporters: Config['reporters'] = { activated: ['spec'] }

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [() => testUtils.db().migrate(), keepTemplates],
  teardown: [],
}

/** As in production: otherwise each page would compile its templates anew. */
function keepTemplates(): void {
  edge.configure({ cache: true })
}

const serverOfProduction = (handler: RequestListener) =>
  createHttpServer(handler, app.config.get('http_server'))

/** Their tests talk to the HTTP server over a real socket. */
const WITH_SERVER = ['functional', 'browser', 'kafka']

export const configureSuite: Config['configureSuite'] = (suite) => {
  if (WITH_SERVER.includes(suite.name))
    suite.setup(() => testUtils.httpServer().start(serverOfProduction))
  if (suite.name === 'browser' && !chromium)
    suite.onGroup((group) => group.tap((test) => test.skip(true, 'there is no Chromium')))
  if (suite.name === 'kafka' && !process.env.KAFKA_BROKERS)
    suite.onGroup((group) => group.tap((test) => test.skip(true, 'there is no broker')))
}

async function browserPlugin(executablePath: string) {
  const { browserClient } = await import('@japa/browser-client')
  const { chromium: playwright } = await import('playwright')
  return browserClient({
    runInSuites: ['browser'],
    launcher: (options) => playwright.launch({ ...options, executablePath, args: CHROMIUM_FLAGS }),
  })
}
