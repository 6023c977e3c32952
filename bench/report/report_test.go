package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// line is the output of one candidate.
func line(name, cpu string) string {
	return "BenchmarkWork/" + name + "-2 \t 600 \t 200.0 MB/s \t 0 B/record \t 0 allocs/record \t " + cpu + " cpu-s/M \t 520 ns/record \t 1900000 records/s\n"
}

func round(generated, again, byHand string) string {
	return "goos: linux\ncpu: AMD EPYC\n" + line("copy/generated", generated) + line("copy/again", again) + line("copy/by_hand", byHand) + "PASS\n"
}

func TestPage(t *testing.T) {
	works, err := parse(strings.NewReader(round("0.5", "0.5", "2") + round("0.4", "0.5", "2") + round("1.0", "0.9", "2.5")))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	m := machine{cpu: "a processor", system: "linux/amd64", goVersion: "go1.26", cores: 2, load: 3.04}
	codecs, err := parseCodecs(strings.NewReader(codecRound("0.1", "0.3") + codecRound("0.2", "0.4") + codecRound("0.1", "0.4")))
	if err != nil {
		t.Fatal(err)
	}
	if err := page(&b, works, codecs, m, []string{"lib 1.2"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| copy | 0.50 | 520 | 200 | 1.90 | 0 | 2.00 | 0.0 | 0 | **4.0** (2.5–5.0) |",
		"| read | lib fast | 400 | 0.0 | 0 | **3.0** (2.0–4.0) |",
		"| copy | 1.00 (0.90–1.25) | 1.00 (1.00–1.00) |",
		"Medians of 3 rounds", "a processor, 2 cores, linux/amd64, go1.26. The load average was 3.0", "busy with other work", "Libraries: lib 1.2.",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	for _, hole := range []string{"{table}", "{codecs}", "{noise}", "{rounds}", "{machine}", "{load}", "{libraries}"} {
		if strings.Contains(b.String(), hole) || !strings.Contains(frame, hole) {
			t.Errorf("%s is in the page, or not in its frame", hole)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                                   "no benchmarks in the input",
		"PASS\n":                             "no benchmarks in the input",
		round("1", "1", "1") + "FAIL\n":      "a benchmark failed",
		line("copy/other", "1"):              `no candidate is called "other"`,
		line("copy/generated", "x"):          "invalid syntax",
		line("copy/generated", "1"):          "copy: 0 rounds of cpu-s/M, elsewhere 1",
		"BenchmarkWork/copy/generated-2 1\n": "not the line of a benchmark",
		round("1", "1", "1") + line("copy/again", ""): "not the line of a benchmark",
	} {
		if _, err := parse(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func codecLine(name, cpu string) string {
	return strings.Replace(line(name, cpu), "BenchmarkWork", "BenchmarkCodec", 1)
}

func codecRound(generated, library string) string {
	return codecLine("read/generated", generated) + codecLine("read/again", generated) + codecLine("read/lib_fast", library)
}

func TestParseCodecsRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "no benchmarks of codecs",
		codecRound("1", "1") + "FAIL\n":  "a benchmark failed",
		codecLine("read/lib_fast", "1"):  "read: generated code, and the same again, are to come first",
		codecLine("read/generated", "x"): "invalid syntax",
		codecRound("1", "1") + codecLine("read/generated", "1"): "read/again: 1 rounds of cpu-s/M",
	} {
		if _, err := parseCodecs(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func TestMedian(t *testing.T) {
	for want, in := range map[float64][]float64{2: {3, 1, 2}, 2.5: {4, 1, 2, 3}, 7: {7}} {
		if got := median(in); got != want {
			t.Errorf("%v: %v, want %v", in, got, want)
		}
	}
}

func TestMachine(t *testing.T) {
	for info, want := range map[string]string{
		"processor\t: 0\nmodel name\t: One\ncpu family\t: 25\nmodel\t\t: 1\n\nmodel name\t: Two\n": "One (family 25, model 1)",
		"model name : One\n": "One",
		"Features : fp\n":    "unknown",
	} {
		if got := cpuModel(info); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	mod := "module m\n\ngo 1.26.0\n\nreplace a => ../\n\nrequire (\n\ta v0.0.0\n\tx.org/b v1.2.3\n)\n\nrequire (\n\tx.org/c v2.0.0 // indirect\n)\n"
	if got := versions(mod); !slices.Equal(got, []string{"x.org/b 1.2.3"}) {
		t.Error(got)
	}
}
