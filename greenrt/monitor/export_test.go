package monitor

// MetricNames are the families that WriteMetrics can write.
func MetricNames() (names []string) {
	for _, m := range metricTable {
		names = append(names, m.name)
	}
	return names
}

// ReadyTimes is for a test of the histogram.
var ReadyTimes = readyTimes

// IsStd is for a test of places.
var IsStd = isStd
