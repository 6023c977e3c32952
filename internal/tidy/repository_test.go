package tidy

import (
	"os"
	"testing"
)

// TestRepository holds this repository against every rule.
func TestRepository(t *testing.T) {
	repo, err := Read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(repo.with(".go")) < 50 {
		t.Fatalf("only %d Go files: this is not the repository", len(repo.with(".go")))
	}
	for _, c := range Checks() {
		t.Run(c.Name, func(t *testing.T) {
			for _, problem := range c.Run(repo) {
				t.Error(problem)
			}
		})
	}
}
