package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
)

// pipelinesFrame is the text around the figures of whole workers.
//
//go:embed pipelines.md
var pipelinesFrame string

// limits are the most CPU time that a pipeline may take against the pass-through of its
// input.
var limits = map[string]float64{"select_avro": 1.15, "select_json": 1.4, "json_to_avro": 1.6, "avro_to_json": 2}

// What a worker is held to beside Kafka Connect, and at all.
const (
	leastOfConnect = 10  // how many times its CPU time Connect takes
	mostToFirst    = 0.5 // seconds from its start to the first record
	mostMemory     = 96  // MiB
)

// The works of internal/pipelines that go to a file.
const (
	startWork = "start" // with one record
	fileWork  = "json_to_file"
)

// pipelineUnits are what each candidate reports.
var pipelineUnits = []string{"cpu-s/M", "cpu-s", "MiB", "s-to-first", "records"}

func runPipelines(in io.Reader, out io.Writer) error {
	works, err := parsePipelines(in)
	if err != nil {
		return err
	}
	m, err := thisMachine()
	if err != nil {
		return err
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		return err
	}
	pom, err := os.ReadFile("../internal/testkit/poms/connect-file.xml")
	if err != nil {
		return err
	}
	return pipelinesPage(out, works, m, append(kafkaVersions(string(pom)), clientVersions(string(mod))...))
}

// parsePipelines reads the lines of internal/pipelines.
func parsePipelines(in io.Reader) ([]*codec, error) {
	works, err := candidates(in, "BenchmarkPipeline/")
	if err != nil {
		return nil, err
	}
	if len(works) == 0 {
		return nil, errors.New("no pipelines in the input")
	}
	for _, w := range works {
		others := []string{"pass", "again"}
		if w.name == startWork || w.name == fileWork {
			others = []string{"again", "connect"}
		}
		for _, name := range append(others, "worker") {
			for _, u := range pipelineUnits {
				if got, want := len(w.candidate(name)[u]), len(works[0].candidate("worker")[u]); got != want || got == 0 {
					return nil, fmt.Errorf("%s/%s: %d rounds of %s, elsewhere %d", w.name, name, got, u, want)
				}
			}
		}
	}
	return works, nil
}

func pipelinesPage(out io.Writer, works []*codec, m machine, versions []string) error {
	var topics, files, noise bytes.Buffer
	for _, w := range works {
		switch w.name {
		case startWork:
		case fileWork:
			fileRows(&files, w, works[slices.IndexFunc(works, func(w *codec) bool { return w.name == startWork })])
			agree(&noise, w, "worker")
		default:
			topicRow(&topics, w)
			agree(&noise, w, "pass")
		}
	}
	first := works[0].candidate("worker")["records"]
	last := works[len(works)-1].candidate("worker")["records"]
	text := strings.NewReplacer(
		"{topics}", topics.String(), "{files}", files.String(), "{noise}", noise.String(),
		"{rounds}", fmt.Sprint(len(first)), "{records}", fmt.Sprintf("%.0f", last[0]),
		"{machine}", m.String(), "{load}", busy(m), "{versions}", strings.Join(versions, ", "),
	).Replace(pipelinesFrame)
	_, err := io.WriteString(out, text)
	return err
}

// topicRow sets a worker beside the mean of the two pass-throughs of its round.
func topicRow(b *bytes.Buffer, w *codec) {
	const u = "cpu-s/M"
	pass, again, worker := w.candidate("pass"), w.candidate("again"), w.candidate("worker")
	mean := make([]float64, len(pass[u]))
	for k := range mean {
		mean[k] = (pass[u][k] + again[u][k]) / 2
	}
	r := ratios(worker[u], mean)
	fmt.Fprintf(b, "| %s | %.2f | %.2f | **%.2f** (%.2f–%.2f) | %.2f | %s | %.0f | %.0f | %s |\n", w.name, median(mean), median(worker[u]),
		median(r), slices.Min(r), slices.Max(r), limits[w.name], held(median(r) <= limits[w.name]),
		slices.Max(worker["MiB"]), slices.Max(append(pass["MiB"], again["MiB"]...)), held(slices.Max(worker["MiB"]) <= mostMemory))
}

// fileRows sets a worker beside Kafka Connect. The CPU time of the start, measured
// with one record, is taken off both.
func fileRows(b *bytes.Buffer, w, start *codec) {
	net := func(name string) []float64 {
		whole, begin := w.candidate(name), start.candidate(name)["cpu-s"]
		out := make([]float64, len(begin))
		for k := range out {
			out[k] = (whole["cpu-s"][k] - begin[k]) * 1e6 / whole["records"][k]
		}
		return out
	}
	worker, connect := net("worker"), net("connect")
	r := ratios(connect, worker)
	row := func(what, unit string, worker, connect []float64, verdict string) {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", what, spread(worker, unit), spread(connect, unit), verdict)
	}
	row("CPU s/M without the start", "%.2f", worker, connect, fmt.Sprintf("**%.1f times** (%.1f–%.1f), at least %d: %s",
		median(r), slices.Min(r), slices.Max(r), leastOfConnect, held(median(r) >= leastOfConnect)))
	row("CPU s of the start", "%.2f", start.candidate("worker")["cpu-s"], start.candidate("connect")["cpu-s"], "")
	first := start.candidate("worker")["s-to-first"]
	row("s from the start to the first record", "%.2f", first, start.candidate("connect")["s-to-first"],
		fmt.Sprintf("at most %.1f: %s", mostToFirst, held(median(first) <= mostToFirst)))
	peak := w.candidate("worker")["MiB"]
	row("peak MiB", "%.0f", peak, w.candidate("connect")["MiB"], fmt.Sprintf("at most %d: %s", mostMemory, held(slices.Max(peak) <= mostMemory)))
}

// agree shows how far the same, measured twice, differs.
func agree(b *bytes.Buffer, w *codec, name string) {
	r := ratios(w.candidate("again")["cpu-s/M"], w.candidate(name)["cpu-s/M"])
	fmt.Fprintf(b, "| %s | %s | %.2f (%.2f–%.2f) |\n", w.name, map[string]string{"pass": "pass-through", "worker": "worker"}[name],
		median(r), slices.Min(r), slices.Max(r))
}

// spread is a median with the least and the most.
func spread(v []float64, format string) string {
	return fmt.Sprintf(strings.ReplaceAll("F (F–F)", "F", format), median(v), slices.Min(v), slices.Max(v))
}

func held(yes bool) string {
	if yes {
		return "held"
	}
	return "**missed**"
}

var pomVersion = regexp.MustCompile(`<artifactId>connect-runtime</artifactId><version>([^<]+)<`)

// kafkaVersions is the version of Kafka and its Connect.
func kafkaVersions(pom string) []string {
	m := pomVersion.FindStringSubmatch(pom)
	if m == nil {
		return nil
	}
	return []string{"Kafka and Kafka Connect " + m[1]}
}

// clientVersions are the parts of franz-go that go.mod names.
func clientVersions(mod string) []string {
	return slices.DeleteFunc(versions(mod), func(v string) bool { return !strings.HasPrefix(v, "github.com/twmb/franz-go") })
}
