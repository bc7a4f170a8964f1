"""What is measured inside the browser: JavaScript that our pages themselves have none of."""

WIDER_THAN_THE_WINDOW = """() => [...document.querySelectorAll('body *')]
  .filter(one => { const box = one.getBoundingClientRect(); return box.width && box.right > innerWidth + 0.5 && !one.closest('defs') })
  .map(one => one.outerHTML.slice(0, 120))"""

HEADINGS = """() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => Number(one.tagName[1]))"""

# Relative luminance and contrast of WCAG 2.2; the ground of a text is the first ancestor that is painted.
LOW_CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number)
  const light = colour => {
    const [r, g, b] = numbers(colour).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = one => {
    if (one.classList.contains('on')) return getComputedStyle(one.parentNode.querySelector('rect')).fill
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor, alpha = numbers(colour)[3]
      if (alpha === undefined || alpha === 1) return colour
      if (alpha !== 0) throw new Error('half transparent: ' + colour)
    }
    throw new Error('nothing is painted behind a text')
  }
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT), found = []
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement
    if (!walker.currentNode.data.trim() || one.closest('title,style,defs') || !one.getClientRects().length) continue
    const style = getComputedStyle(one), ink = one.closest('svg') ? style.fill : style.color
    const [a, b] = [light(ink), light(ground(one))], contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (!(contrast >= 4.5)) found.push([contrast, walker.currentNode.data.slice(0, 40), one.outerHTML.slice(0, 90)])
  }
  return found
}"""

# An image has a name, what is no image is hidden; and a bar has words beside it.
NAMELESS_DRAWINGS = """() => [...document.querySelectorAll('svg')]
  .filter(one => !one.closest('[aria-hidden=true]'))
  .filter(one => one.getAttribute('role') !== 'img' || !one.getAttribute('aria-label') || !one.querySelector('title')?.textContent)
  .map(one => one.outerHTML.slice(0, 120))"""

FOCUS = """() => {
  const one = document.activeElement
  if (one === document.body) return null
  const box = one.getBoundingClientRect()
  return {text: one.textContent, outline: getComputedStyle(one).outlineStyle, seen: box.bottom > 0 && box.top < innerHeight}
}"""

LINKS = """() => [...document.querySelectorAll('a[href]')].map(one => one.textContent)"""

LOST_LINKS = """() => [...document.querySelectorAll('a[href^="#"]')].map(one => one.getAttribute('href'))
  .filter(one => !document.getElementById(decodeURIComponent(one.slice(1))))"""

# What a style hides on paper though it says something.
HIDDEN_TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement
    if (walker.currentNode.data.trim() && !one.closest('title,style,defs') && !one.getClientRects().length)
      found.push(walker.currentNode.data)
  }
  return found
}"""
