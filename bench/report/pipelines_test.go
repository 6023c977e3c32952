package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func pipelineLine(work, name string, cpu float64) string {
	return fmt.Sprintf("BenchmarkPipeline/%s/%s-2 1 %g cpu-s/M %g cpu-s 80 MiB 0.3 s-to-first 2000000 records\n", work, name, cpu, 2*cpu)
}

// pipelineRound is a round of one pipeline to a topic and of the file sinks.
func pipelineRound(pass, again, worker float64) string {
	return pipelineLine("start", "worker", 0.1) + pipelineLine("start", "again", 0.1) + pipelineLine("start", "connect", 4) +
		pipelineLine("avro_to_json", "pass", pass) + pipelineLine("avro_to_json", "again", again) + pipelineLine("avro_to_json", "worker", worker) +
		pipelineLine("json_to_file", "worker", 0.6) + pipelineLine("json_to_file", "again", 0.6) + pipelineLine("json_to_file", "connect", 8)
}

func TestPipelinesPage(t *testing.T) {
	works, err := parsePipelines(strings.NewReader(pipelineRound(0.5, 0.7, 0.9) + pipelineRound(0.5, 0.5, 1.5) + pipelineRound(0.6, 0.6, 1.26)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	m := machine{cpu: "a processor", system: "linux/amd64", goVersion: "go1.26", cores: 2, load: 3}
	if err := pipelinesPage(&b, works, m, []string{"Kafka 4"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| avro_to_json | 0.60 | 1.26 | **2.10** (1.50–3.00) | 2.00 | **missed** | 80 | 80 | held |",
		"| CPU s/M without the start | 0.50 (0.50–0.50) | 4.00 (4.00–4.00) | **8.0 times** (8.0–8.0), at least 10: **missed** |",
		"| s from the start to the first record | 0.30 (0.30–0.30) | 0.30 (0.30–0.30) | at most 0.5: held |",
		"| avro_to_json | pass-through | 1.00 (1.00–1.40) |", "| json_to_file | worker | 1.00 (1.00–1.00) |",
		"over 2000000 records", "medians of 3 rounds", "Kafka 4.",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	for _, hole := range []string{"{topics}", "{files}", "{noise}", "{rounds}", "{records}", "{machine}", "{load}", "{versions}"} {
		if strings.Contains(b.String(), hole) || !strings.Contains(pipelinesFrame, hole) {
			t.Errorf("%s is in the page, or not in its frame", hole)
		}
	}
}

func TestParsePipelinesRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"": "no pipelines in the input",
		pipelineRound(1, 1, 1) + pipelineLine("json_to_file", "connect", 1): "json_to_file/connect: 2 rounds of cpu-s/M, elsewhere 1",
		pipelineLine("start", "worker", 1):                                  "start/again: 0 rounds",
	} {
		if _, err := parsePipelines(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

func TestPipelineVersions(t *testing.T) {
	pom := "<artifactId>connect-runtime</artifactId><version>4.3.1</version>"
	mod := "require (\n\tgithub.com/twmb/franz-go v1.2.3\n\tx.org/b v1.2.3\n)\n"
	if got := append(kafkaVersions(pom), clientVersions(mod)...); strings.Join(got, ", ") != "Kafka and Kafka Connect 4.3.1, github.com/twmb/franz-go 1.2.3" {
		t.Error(got)
	}
}
