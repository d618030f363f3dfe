/** What a form's field holds. Read from the form itself: password managers fill it without telling any script. */
export function fieldText(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value : ''
}
