package cli

import (
	"fmt"
	"strings"
)

// unlimited is the upper bound of an argument list that ends in `...`.
const unlimited = 1 << 30

// countArgs returns how many arguments a specification like `PATH [FILE...]`
// asks for.
func countArgs(spec string) (least, most int) {
	for word := range strings.FieldsSeq(spec) {
		optional := strings.HasPrefix(word, "[")
		if !optional {
			least++
		}
		if strings.HasSuffix(strings.TrimSuffix(word, "]"), "...") {
			most = unlimited
		} else if most < unlimited {
			most++
		}
	}
	return least, most
}

// checkArgs holds args against the specification of cmd.
func checkArgs(cmd *Command, args []string) error {
	least, most := countArgs(cmd.Args)
	switch {
	case len(args) < least:
		missing := strings.Fields(cmd.Args)[len(args)]
		return wrongUse("%s is missing", strings.TrimSuffix(missing, "..."))
	case len(args) <= most:
		return nil
	case most == 0:
		return wrongUse("takes no arguments, got %s", quote(args[0]))
	}
	return wrongUse("takes %s, got also %s", plural(most, "argument"), quote(args[most]))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// quote puts s into quotation marks, so that an empty or odd one shows.
func quote(s string) string { return fmt.Sprintf("%q", s) }
