// Runs before the first paint, as a file of its own because the content security policy allows no inline script.
// It knows only the two settings of this device; `src/theme` and `src/i18n` change them later.
;(function () {
  var root = document.documentElement
  var saved = function (key) {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  }
  var theme = saved('bell.theme')
  var light = theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  root.dataset.theme = light ? 'light' : 'dark'
  var known = ['ko', 'en', 'ja']
  var wanted = [saved('bell.language')].concat(navigator.languages || [])
  for (var i = 0; i < wanted.length; i++) {
    var language = String(wanted[i] || '')
      .slice(0, 2)
      .toLowerCase()
    if (known.indexOf(language) >= 0) {
      root.lang = language
      break
    }
  }
})()
