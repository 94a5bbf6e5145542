import type { Browser } from 'playwright'
import type { Role } from '#access/roles'
import { installDefaultTemplates } from '#tests/helpers/default_templates'
import { openWindow, type Look } from '#tests/helpers/looks'
import { freezePresent } from '#tests/helpers/pages/present'
import { SCENES, type PageOfList, type Scene } from '#tests/helpers/pages/page_of_list'
import {
  pauseEverything,
  wholeProgramme,
  type WholeProgramme,
} from '#tests/helpers/pages/whole_programme'
import type { Screen } from '#tests/helpers/screen'
import { aUser } from '#tests/helpers/users'

type Looker = PageOfList['as']

/** A page in one of its states, in the window where it is open. */
export class Visit {
  constructor(
    /** `today-full` */
    readonly name: string,
    readonly screen: Screen,
    private readonly status: { is: number; should: number }
  ) {}

  /** As of the screen; another status than the state should have is one, too. */
  async takeFaults(): Promise<string[]> {
    const { is, should } = this.status
    const faults = await this.screen.takeFaults()
    return is === should ? faults : [`answers ${is} instead of ${should}`, ...faults]
  }
}

/** Changes the programme before anybody looks at it. */
type Prepare = (programme: WholeProgramme) => Promise<WholeProgramme>

/**
 * Opens the pages in each of their states, scene by scene, on an empty database and with a clock
 * that stands still.
 */
export async function* walkPages(
  browser: Browser,
  look: Look,
  pages: readonly PageOfList[],
  prepare: Prepare = async (programme) => programme
): AsyncGenerator<Visit> {
  const thaw = await freezePresent()
  const screens = new Map<Looker, Screen>()
  try {
    await installDefaultTemplates()
    for (const who of new Set(pages.map(({ as }) => as)))
      screens.set(who, await windowOf(who, browser, look))
    let programme: WholeProgramme | undefined
    for (const scene of SCENES) {
      if (scene === 'full') programme = await prepare(await wholeProgramme())
      if (scene === 'paused') await pauseEverything()
      yield* visitScene(scene, pages, screens, programme!)
    }
  } finally {
    for (const screen of screens.values()) await screen.close()
    await thaw()
  }
}

async function* visitScene(
  scene: Scene,
  pages: readonly PageOfList[],
  screens: Map<Looker, Screen>,
  programme: WholeProgramme
): AsyncGenerator<Visit> {
  for (const { name, as, states } of pages)
    for (const [state, { scene: where, path, form }] of Object.entries(states)) {
      if (where !== scene) continue
      const screen = screens.get(as)!
      let status = await screen.visit(path(programme))
      if (form) status = await send(screen, form)
      const should = form ? (form.status ?? 422) : 200
      yield new Visit(`${name}-${state}`, screen, { is: status, should })
    }
}

async function send({ page }: Screen, { fill = {}, press }: { fill?: object; press: string }) {
  for (const [selector, value] of Object.entries(fill)) await page.fill(selector, value)
  const button = page.locator(press).first()
  await button.evaluate((element: any) => (element.form.noValidate = true))
  const [response] = await Promise.all([page.waitForNavigation(), button.click()])
  return response!.status()
}

async function windowOf(who: Looker, browser: Browser, look: Look): Promise<Screen> {
  const screen = await openWindow(browser, look)
  if (who === 'stranger') return screen
  const names: Record<Role, string> = {
    viewer: 'Paule Mbarga',
    operator: 'Rosine Abena',
    admin: 'Awa Ndiaye',
  }
  const name = names[who]
  const email = `${name.toLowerCase().replace(' ', '.')}@example.org`
  await screen.signIn((await aUser({ role: who, language: look.language, name, email })).email)
  return screen
}
