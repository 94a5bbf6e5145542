import type { Role } from '#access/roles'
import { aUser } from '#tests/helpers/users'
import { Visitor, type UploadedFile } from '#tests/helpers/visitor'

/** A page after the redirects that led to it. */
export interface WalkedPage {
  status: number
  html: string
  headers: Headers
  path: string
}

/** Somebody who has signed in and, as a browser without JavaScript does, follows redirects. */
export class Walker {
  static async signedIn(role: Role, language: 'fr' | 'en' = 'fr'): Promise<Walker> {
    return new Walker(await Visitor.signedIn(await aUser({ role, language })))
  }

  static stranger(): Walker {
    return new Walker(new Visitor())
  }

  private constructor(private readonly visitor: Visitor) {}

  async get(path: string): Promise<WalkedPage> {
    const { to, ...page } = await this.visitor.get(path)
    return to === null ? { ...page, path } : this.get(pathOf(to))
  }

  async post(path: string, fields: Record<string, string | string[]> = {}): Promise<WalkedPage> {
    const { to, ...page } = await this.visitor.post(path, fields)
    return to === null ? { ...page, path } : this.get(pathOf(to))
  }

  async upload(path: string, file: UploadedFile): Promise<WalkedPage> {
    const { to, ...page } = await this.visitor.upload(path, file)
    return to === null ? { ...page, path } : this.get(pathOf(to))
  }
}

/** Browsers keep what follows # to themselves. */
function pathOf(to: string): string {
  const { pathname, search } = new URL(to, 'http://here')
  return pathname + search
}

const ENTITIES: Record<string, string> = {
  '&quot;': '"',
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

/** What a reader sees: without markup, with single blanks. */
export function readable({ html }: Pick<WalkedPage, 'html'>): string {
  return html
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => ENTITIES[entity])
    .replace(/[\s\u00A0\u202F]+/g, ' ')
}
