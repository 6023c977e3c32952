package cli

const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

// colorModes is never written to.
var colorModes = []string{colorAuto, colorAlways, colorNever}

// useColor decides whether to colour a stream: what the user said on the command
// line, then what the environment says, then whether somebody looks at it.
func useColor(mode string, env func(string) (string, bool), terminal bool) bool {
	isSet := func(name string) bool {
		v, ok := env(name)
		return ok && v != ""
	}
	isForced := func(name string) bool {
		v, _ := env(name)
		return isSet(name) && v != "0"
	}
	switch mode {
	case colorAlways:
		return true
	case colorNever:
		return false
	}
	if isSet("NO_COLOR") {
		return false
	}
	if isForced("CLICOLOR_FORCE") || isForced("FORCE_COLOR") {
		return true
	}
	if term, _ := env("TERM"); term == "dumb" {
		return false
	}
	return terminal
}

// Bold returns s in bold where on is true.
func Bold(on bool, s string) string {
	if !on {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}
