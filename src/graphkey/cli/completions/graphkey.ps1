# Completion of graphkey for Windows PowerShell 5.1 and PowerShell 7; made by `graphkey completion powershell`.
Register-ArgumentCompleter -Native -CommandName graphkey, graphkey.exe -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $start = $commandAst.Extent.StartOffset
    $text = $commandAst.Extent.Text
    $line = $text.Substring(0, [Math]::Min($text.Length, $cursorPosition - $start)).PadRight($cursorPosition - $start)
    # Windows PowerShell 5.1 drops the quotes inside an argument; a single quote means the same to the reader.
    graphkey --complete-line $line.Replace('"', "'") 2>$null | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
