package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// machine is where the benchmarks ran.
type machine struct {
	cpu, system, goVersion string
	cores                  int
	load                   float64 // average of the last minute; one is the benchmark's own
}

func (m machine) String() string {
	return fmt.Sprintf("%s, %s, %s, %s", m.cpu, count(m.cores, "core"), m.system, m.goVersion)
}

func thisMachine() (machine, error) {
	m := machine{cpu: "unknown", system: runtime.GOOS + "/" + runtime.GOARCH, goVersion: runtime.Version(), cores: runtime.NumCPU()}
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return m, err
	}
	m.cpu = cpuModel(string(info))
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return m, err
	}
	first, _, _ := strings.Cut(string(load), " ")
	if m.load, err = strconv.ParseFloat(first, 64); err != nil {
		return m, fmt.Errorf("/proc/loadavg: %w", err)
	}
	return m, nil
}

// cpuModel is the processor's name in /proc/cpuinfo, with its family and model,
// since some machines hide all but the vendor in the name.
func cpuModel(info string) string {
	found := map[string]string{}
	for line := range strings.Lines(info) {
		name, value, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); found[name] == "" {
			found[name] = strings.TrimSpace(value)
		}
	}
	name := found["model name"]
	if name == "" {
		return "unknown"
	}
	if found["cpu family"] == "" {
		return name
	}
	return fmt.Sprintf("%s (family %s, model %s)", name, found["cpu family"], found["model"])
}

// versions are the libraries that go.mod names directly, with their versions.
func versions(mod string) []string {
	var out []string
	for line := range strings.Lines(mod) {
		f := strings.Fields(line)
		if len(f) == 2 && strings.HasPrefix(f[1], "v") && f[1] != "v0.0.0" {
			out = append(out, f[0]+" "+strings.TrimPrefix(f[1], "v"))
		}
	}
	return out
}
