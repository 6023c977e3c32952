package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// work is what the candidates did: the same, each in its own way.
type work struct {
	name                     string
	generated, again, byHand rounds
}

// rounds are the metrics of one candidate, by their unit, in the order of the
// rounds: the same place in two candidates is the same minute of the machine.
type rounds map[string][]float64

// parse reads the lines of BenchmarkWork, and takes the works in their order.
func parse(in io.Reader) ([]*work, error) {
	var works []*work
	err := benchmarks(in, "BenchmarkWork/", func(name, candidate string, metrics []string) error {
		k := slices.IndexFunc(works, func(w *work) bool { return w.name == name })
		if k < 0 {
			k = len(works)
			works = append(works, &work{name: name, generated: rounds{}, again: rounds{}, byHand: rounds{}})
		}
		into, err := works[k].candidate(candidate)
		if err != nil {
			return err
		}
		return into.add(metrics)
	})
	if err != nil {
		return nil, err
	}
	if len(works) == 0 {
		return nil, errors.New("no benchmarks in the input")
	}
	return works, complete(works)
}

// benchmarks hands over the lines that begin with prefix: WORK/CANDIDATE-CORES,
// iterations, then values with units.
func benchmarks(in io.Reader, prefix string, add func(work, candidate string, metrics []string) error) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		text, ok := strings.CutPrefix(lines.Text(), prefix)
		if !ok {
			if strings.HasPrefix(lines.Text(), "--- FAIL") || lines.Text() == "FAIL" {
				return errors.New("a benchmark failed")
			}
			continue
		}
		fields := strings.Fields(text)
		if len(fields) < 4 || len(fields)%2 != 0 {
			return fmt.Errorf("%q: not the line of a benchmark", lines.Text())
		}
		name, candidate, _ := strings.Cut(fields[0], "/")
		candidate, _, _ = strings.Cut(candidate, "-")
		if err := add(name, candidate, fields[2:]); err != nil {
			return fmt.Errorf("%q: %w", lines.Text(), err)
		}
	}
	return lines.Err()
}

// add takes the metrics of one round: values with units.
func (r rounds) add(metrics []string) error {
	for pair := range slices.Chunk(metrics, 2) {
		v, err := strconv.ParseFloat(pair[0], 64)
		if err != nil {
			return err
		}
		r[pair[1]] = append(r[pair[1]], v)
	}
	return nil
}

func (w *work) candidate(name string) (rounds, error) {
	switch name {
	case "generated":
		return w.generated, nil
	case "again":
		return w.again, nil
	case "by_hand":
		return w.byHand, nil
	}
	return nil, fmt.Errorf("no candidate is called %q", name)
}

// units are what each candidate reports.
var units = []string{"cpu-s/M", "ns/record", "MB/s", "records/s", "allocs/record", "B/record"}

// complete reports whether each candidate of each work has every metric of every
// round.
func complete(works []*work) error {
	n := len(works[0].generated[units[0]])
	for _, w := range works {
		for _, r := range []rounds{w.generated, w.again, w.byHand} {
			for _, u := range units {
				if len(r[u]) != n {
					return fmt.Errorf("%s: %d rounds of %s, elsewhere %d", w.name, len(r[u]), u, n)
				}
			}
		}
	}
	return nil
}

// median is the middle of the rounds.
func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// ratios are a over b, round by round.
func ratios(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for k := range a {
		out[k] = a[k] / b[k]
	}
	return out
}
