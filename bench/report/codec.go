package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// codec is a work that several libraries do by themselves, each with its rounds. The
// generated code is the first candidate, and once more the second.
type codec struct {
	name       string
	candidates []candidate
}

type candidate struct {
	name string
	rounds
}

// parseCodecs reads the lines of BenchmarkCodec, in their order.
func parseCodecs(in io.Reader) ([]*codec, error) {
	out, err := candidates(in, "BenchmarkCodec/")
	if err != nil {
		return nil, err
	}
	return out, completeCodecs(out)
}

// candidates reads the lines that begin with prefix: works, each with those that do it,
// in their order.
func candidates(in io.Reader, prefix string) ([]*codec, error) {
	var out []*codec
	err := benchmarks(in, prefix, func(work, name string, metrics []string) error {
		k := slices.IndexFunc(out, func(c *codec) bool { return c.name == work })
		if k < 0 {
			k = len(out)
			out = append(out, &codec{name: work})
		}
		return out[k].candidate(name).add(metrics)
	})
	return out, err
}

// candidate is the one of that name, new where there is none.
func (c *codec) candidate(name string) rounds {
	k := slices.IndexFunc(c.candidates, func(x candidate) bool { return x.name == name })
	if k < 0 {
		k = len(c.candidates)
		c.candidates = append(c.candidates, candidate{name, rounds{}})
	}
	return c.candidates[k].rounds
}

// completeCodecs reports whether each candidate has every metric of every round, and
// generated code comes first.
func completeCodecs(codecs []*codec) error {
	if len(codecs) == 0 {
		return errors.New("no benchmarks of codecs in the input")
	}
	for _, c := range codecs {
		if len(c.candidates) < 2 || c.candidates[0].name != "generated" || c.candidates[1].name != "again" {
			return fmt.Errorf("%s: generated code, and the same again, are to come first", c.name)
		}
		for _, x := range c.candidates {
			for _, u := range []string{"cpu-s/M", "allocs/record", "B/record"} {
				if len(x.rounds[u]) != len(codecs[0].candidates[0].rounds[u]) {
					return fmt.Errorf("%s/%s: %d rounds of %s", c.name, x.name, len(x.rounds[u]), u)
				}
			}
		}
	}
	return nil
}

// codecRows are the rows of the table of codecs.
func codecRows(codecs []*codec) string {
	var b bytes.Buffer
	for _, c := range codecs {
		for _, x := range c.candidates {
			r := ratios(x.rounds["cpu-s/M"], c.candidates[0].rounds["cpu-s/M"])
			fmt.Fprintf(&b, "| %s | %s | %.0f | %.1f | %.0f | **%.1f** (%.1f–%.1f) |\n", c.name, strings.ReplaceAll(x.name, "_", " "),
				1000*median(x.rounds["cpu-s/M"]), median(x.rounds["allocs/record"]), median(x.rounds["B/record"]),
				median(r), slices.Min(r), slices.Max(r))
		}
	}
	return b.String()
}
