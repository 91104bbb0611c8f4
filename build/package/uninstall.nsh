; What Candor itself wrote into the user's registry while it ran goes with it: the xmpp: links, where they
; still lead to this copy, and "Start at login". The folder with conversations stays.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    ReadRegStr $0 HKCU "Software\Classes\xmpp\shell\open\command" ""
    StrLen $1 '"$INSTDIR\'
    StrCpy $2 $0 $1
    ${if} $2 == '"$INSTDIR\'
      DeleteRegKey HKCU "Software\Classes\xmpp"
    ${endIf}
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
  ${endIf}
!macroend
