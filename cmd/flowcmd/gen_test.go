package flowcmd

import (
	"os"
	"strings"
	"testing"
)

// generated returns the files that gen wrote, by the names that it printed.
func generated(t *testing.T, args ...string) map[string]string {
	got := call(t, append([]string{"gen"}, args...)...)
	if got.code != 0 || got.errOut != "" {
		t.Fatalf("code %d\n%s", got.code, got.errOut)
	}
	files := map[string]string{}
	for name := range strings.Lines(got.out) {
		name = strings.TrimSpace(name)
		files[name] = read(t, name)
	}
	return files
}

func TestGenTwiceGivesTheSameBytes(t *testing.T) {
	inProjects(t)
	first := generated(t, "sound", "-o", "gen")
	if len(first) < 4 || first["gen/main.go"] == "" {
		t.Fatalf("%d files", len(first))
	}
	if err := os.CopyFS("elsewhere/sound", os.DirFS("sound")); err != nil {
		t.Fatal(err)
	}
	for _, project := range []string{"sound", "sound/shop.flow", "elsewhere/sound"} {
		again := generated(t, project, "-o", "gen")
		if project == "sound/shop.flow" {
			continue // another name: the file's
		}
		for name, text := range first {
			if again[name] != text {
				t.Errorf("%s of %s differs", name, project)
			}
		}
	}
}

func TestGenRemovesWhatItWroteBefore(t *testing.T) {
	inProjects(t)
	generated(t, "sound", "-o", "gen")
	if err := os.WriteFile("gen/sound/mine.go", []byte("package sound\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(read(t, "sound/shop.flow"), "pipeline pick", "pipeline choose", 1)
	if err := os.WriteFile("sound/shop.flow", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	generated(t, "sound", "-o", "gen")
	if _, err := os.Stat("gen/sound/pipeline_pick.go"); err == nil {
		t.Error("the file of the pipeline's old name is still there")
	}
	if read(t, "gen/sound/mine.go") != "package sound\n" {
		t.Error("a file that flowc did not write was changed")
	}
}
