package show

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"github.com/go-greenify/greenify/rewrite/check"
	"github.com/go-greenify/greenify/rewrite/check/reason"
)

// The part of SARIF 2.1.0 that a report needs. Names are the standard's.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID                   string       `json:"id"`
		Name                 string       `json:"name,omitempty"`
		ShortDescription     sarifMessage `json:"shortDescription"`
		FullDescription      sarifMessage `json:"fullDescription"`
		Help                 sarifMessage `json:"help"`
		HelpURI              string       `json:"helpUri"`
		DefaultConfiguration struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifMessage       `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		CodeFlows    []sarifCodeFlow    `json:"codeFlows,omitempty"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifLocation struct {
		Physical *sarifPhysical `json:"physicalLocation,omitempty"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
		Message  *sarifMessage  `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifCodeFlow struct {
		ThreadFlows []sarifThreadFlow `json:"threadFlows"`
	}
	sarifThreadFlow struct {
		Locations []sarifFlowLocation `json:"locations"`
	}
	sarifFlowLocation struct {
		Location sarifLocation `json:"location"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
)

// SARIF writes the report as a log of SARIF 2.1.0, which code scanners take. The
// rules are the table of reasons; a path is a code flow; an accepted finding is
// a suppressed result.
func SARIF(w io.Writer, r *check.Report) error {
	var run sarifRun
	run.Tool.Driver = sarifDriver{Name: "greenify", InformationURI: "https://github.com/go-greenify/greenify"}
	run.ColumnKind = "utf16CodeUnits"
	run.Results = []sarifResult{}
	index := make(map[string]int)
	for i, why := range reason.All {
		index[why.ID] = i
		rule := sarifRule{
			ID: why.ID, Name: why.Name, HelpURI: why.URL(),
			ShortDescription: sarifMessage{why.Title},
			FullDescription:  sarifMessage{why.Why},
			Help:             sarifMessage{why.Fix},
		}
		rule.DefaultConfiguration.Level = why.Class.Severity()
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	for _, f := range r.Findings {
		res := sarifResult{
			RuleID: f.ID, RuleIndex: index[f.ID], Level: f.Class.Severity(),
			Message: sarifMessage{strings.TrimSuffix(f.Message, " ["+f.ID+"]")},
		}
		at := sarifLocation{Physical: physical(f.File, f.Line, f.Column)}
		if f.Function != "" {
			at.Logical = []sarifLogical{{f.Function, "function"}}
		} else {
			at.Logical = []sarifLogical{{f.Package, "package"}}
		}
		res.Locations = []sarifLocation{at}
		if flow := codeFlow(f, at); flow != nil {
			res.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{{flow}}}}
		}
		if f.Accepted != "" {
			res.Suppressions = []sarifSuppression{{"external", f.Accepted}}
		}
		run.Results = append(run.Results, res)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "\t")
	return e.Encode(sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

// codeFlow is the path to a finding: where each function is called, and the
// finding itself.
func codeFlow(f *check.Finding, at sarifLocation) []sarifFlowLocation {
	var flow []sarifFlowLocation
	for _, frame := range f.Path {
		if frame.File != "" {
			flow = append(flow, sarifFlowLocation{sarifLocation{
				Physical: physical(frame.File, frame.Line, 0),
				Message:  &sarifMessage{"calls " + frame.Function},
			}})
		}
	}
	if flow == nil {
		return nil
	}
	return append(flow, sarifFlowLocation{at})
}

func physical(file string, line, column int) *sarifPhysical {
	if file == "" {
		return nil
	}
	p := new(sarifPhysical)
	p.Artifact.URI = (&url.URL{Path: file}).EscapedPath()
	if line > 0 {
		p.Region = &sarifRegion{line, column}
	}
	return p
}
