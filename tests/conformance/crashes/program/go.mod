module crashes

go 1.27
