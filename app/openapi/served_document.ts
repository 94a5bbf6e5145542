import { openApiDocument, type OpenApiDocument } from '#openapi/document'
import { apiPage } from '#openapi/page/api_page'

/** The description of this process, as it is answered: its routes do not change while it runs. */
export class ServedDocument {
  #document?: OpenApiDocument
  #json?: string
  #page?: string

  constructor(private readonly version: string) {}

  get json(): string {
    return (this.#json ??= JSON.stringify(this.#whole))
  }

  get page(): string {
    return (this.#page ??= apiPage(this.#whole))
  }

  get #whole(): OpenApiDocument {
    return (this.#document ??= openApiDocument(this.version))
  }
}
