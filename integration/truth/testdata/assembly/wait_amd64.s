#include "textflag.h"

// func wait(pid int)
TEXT ·wait(SB), NOSPLIT, $0-8
	MOVQ pid+0(FP), DI
	MOVQ $0, SI
	MOVQ $0, DX
	MOVQ $0, R10
	MOVQ $61, AX // wait4
	SYSCALL
	RET
